import { type CsvColumn, toCsv } from './csv.ts'

/** Hands a table to the browser as a file, `<name>.csv`. */
export function downloadCsv<Row>(name: string, columns: readonly CsvColumn<Row>[], rows: readonly Row[]): void {
  downloadText(`${name}.csv`, toCsv(columns, rows))
}

/** Hands a CSV text to the browser as a file. */
export function downloadText(fileName: string, csv: string): void {
  const url = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // The browser has taken the file by the next turn; keeping the URL would keep the file in memory.
  setTimeout(() => URL.revokeObjectURL(url), 0)
}
