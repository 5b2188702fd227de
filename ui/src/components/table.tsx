import type { ComponentChildren } from 'preact'
import { classNames } from './class-names.ts'
import './table.css'

export interface Column<Row> {
  id: string
  label: string
  render: (row: Row) => ComponentChildren
  /** Figures stand at the end, so that their digits align. */
  align?: 'start' | 'end' | undefined
}

export interface TableProps<Row> {
  /** What the table holds; read aloud, not shown. */
  caption: string
  columns: Column<Row>[]
  rows: Row[]
  rowKey: (row: Row) => string
  /** Opens a row; its first cell becomes a button. */
  onOpen?: ((row: Row) => void) | undefined
  /** Shown instead of rows. */
  empty?: ComponentChildren
  /** A last row, such as totals, one cell a column. */
  foot?: ComponentChildren[] | undefined
}

export function Table<Row>({ caption, columns, rows, rowKey, onOpen, empty, foot }: TableProps<Row>) {
  const alignment = (column: Column<Row>) => (column.align === 'end' ? 'table__end num' : undefined)
  return (
    <div class="table-scroll">
      <table class={classNames('table', onOpen && 'table--open')}>
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(column => (
              <th key={column.id} scope="col" class={alignment(column)}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={rowKey(row)}>
              {columns.map((column, at) => (
                <td key={column.id} class={alignment(column)}>
                  {at === 0 && onOpen ? (
                    <button type="button" class="table__open" onClick={() => onOpen(row)}>
                      {column.render(row)}
                    </button>
                  ) : (
                    column.render(row)
                  )}
                </td>
              ))}
            </tr>
          ))}
          {rows.length === 0 && empty && (
            <tr>
              <td colSpan={columns.length}>{empty}</td>
            </tr>
          )}
        </tbody>
        {foot && (
          <tfoot>
            <tr>
              {columns.map((column, at) => (
                <td key={column.id} class={alignment(column)}>
                  {foot[at]}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  )
}
