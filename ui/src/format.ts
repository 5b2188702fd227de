import { formatSettings } from './format-settings.ts'

export { configureFormats, type FormatSettings } from './format-settings.ts'
export {
  currencySign,
  digitsToMinor,
  formatMinor,
  formatMoney,
  type Money,
  type MoneyFormat,
  minorDigits,
} from './money.ts'
export { formatDate, formatDay, formatTime, formatWhen } from './time.ts'

/** A count with digit grouping, `1,284`. */
export function formatCount(count: number | bigint): string {
  return new Intl.NumberFormat(formatSettings.locale, { numberingSystem: 'latn' }).format(count).replace('-', '\u2212')
}

/** A share as a percentage with at most `digits` decimals: `0.618` → `61.8%`. */
export function formatPercent(share: number, digits = 1): string {
  const format = new Intl.NumberFormat(formatSettings.locale, {
    style: 'percent',
    numberingSystem: 'latn',
    maximumFractionDigits: digits,
  })
  return format.format(share).replace('-', '\u2212')
}
