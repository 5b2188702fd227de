/** Tables as CSV files (RFC 4180), safe to open in a spreadsheet. */

export interface CsvColumn<Row> {
  readonly label: string
  readonly value: (row: Row) => string | number | null
}

/** With a byte order mark, so that spreadsheets read it as UTF-8, and CRLF line ends. */
export function toCsv<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const lines = [columns.map(column => column.label), ...rows.map(row => columns.map(column => column.value(row)))]
  return `\uFEFF${lines.map(cells => `${cells.map(csvCell).join(',')}\r\n`).join('')}`
}

/** A cell that a spreadsheet would run as a formula gets an apostrophe before it; plain numbers stay numbers. */
export function csvCell(value: string | number | null): string {
  if (value === null) return ''
  const cell = String(value)
  const isNumber = /^-?\d+(\.\d+)?$/.test(cell)
  const safe = !isNumber && /^\s*[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
