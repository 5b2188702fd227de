import { Card, type Column, IconButton, Segmented, Table } from '@ringfence/ui'
import { Download } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { CsvColumn } from '../data/csv.ts'
import { downloadCsv } from '../data/download.ts'
import './figure-card.css'

/** A column for the eye and for the file. */
export type FigureColumn<Row> = Column<Row> &
  CsvColumn<Row> & {
    /** Told in the file's header, where figures stand without their currency. */
    unit?: string
  }

interface FigureCardProps<Row> {
  title: string
  note?: ComponentChildren
  columns: FigureColumn<Row>[]
  rows: Row[]
  rowKey: (row: Row) => string
  onOpen?: (row: Row) => void
  empty?: ComponentChildren
  /** The name of the downloaded file, without its ending. */
  file: string
  /** Without a chart, the table is all there is. */
  chart?: ComponentChildren
  class?: string
  /** Totals, one cell a column; not in the file, which a spreadsheet sums itself. */
  foot?: ComponentChildren[]
}

/** A chart with its table and download, or a table with its download. */
export function FigureCard<Row>(props: FigureCardProps<Row>) {
  const { title, note, columns, rows, rowKey, onOpen, empty, file, chart, class: extra, foot } = props
  const [shown, show] = useState<'chart' | 'table'>(chart === undefined ? 'table' : 'chart')
  const aside = (
    <span class="figure-card__aside">
      {chart !== undefined && (
        <Segmented
          label={`${title} as`}
          size="dense"
          items={[
            { id: 'chart', label: 'Chart' },
            { id: 'table', label: 'Table' },
          ]}
          value={shown}
          onChange={show}
        />
      )}
      <IconButton
        label={`Download ${title} as CSV`}
        size="dense"
        onClick={() => downloadCsv(file, columns.map(withUnit), rows)}
      >
        <Download size={17} />
      </IconButton>
    </span>
  )
  const heading = (
    <>
      {title} {note && <span class="figure-card__note">{note}</span>}
    </>
  )
  return (
    <Card variant="flat" title={heading} aside={aside} class={`figure-card ${extra ?? ''}`}>
      {shown === 'chart' ? (
        chart
      ) : (
        <div class="figure-card__table">
          <Table
            caption={title}
            columns={columns}
            rows={rows}
            rowKey={rowKey}
            onOpen={onOpen}
            empty={empty}
            foot={foot}
          />
        </div>
      )}
    </Card>
  )
}

function withUnit<Row>({ label, unit, value }: FigureColumn<Row>): CsvColumn<Row> {
  return { label: unit === undefined ? label : `${label} (${unit})`, value }
}
