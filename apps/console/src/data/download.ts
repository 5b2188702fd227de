import { type CsvColumn, toCsv } from './csv.ts'

/** Hands a table to the browser as a file, `<name>.csv`. */
export function downloadCsv<Row>(name: string, columns: readonly CsvColumn<Row>[], rows: readonly Row[]): void {
  const url = URL.createObjectURL(new Blob([toCsv(columns, rows)], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${name}.csv`
  link.click()
  // The browser has taken the file by the next turn; keeping the URL would keep the file in memory.
  setTimeout(() => URL.revokeObjectURL(url), 0)
}
