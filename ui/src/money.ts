import { formatSettings } from './format-settings.ts'

/** An amount in integer minor units (cents) and its ISO 4217 currency. */
export interface Money {
  amount: number | bigint
  currency: string
}

export interface MoneyFormat {
  /** `negative` (default) marks only negative amounts; `always` marks positive ones with a plus too. */
  sign?: 'always' | 'negative'
  /** `full` (default) `$25.00`; `trim` drops a zero fraction, `$25`; `whole` rounds to major units, for overviews. */
  fraction?: 'full' | 'trim' | 'whole'
}

const MINUS = '\u2212'
const formatters = new Map<string, Intl.NumberFormat>()

function formatter(currency: string, style: 'currency' | 'decimal', { sign, fraction }: MoneyFormat) {
  const { locale } = formatSettings
  const key = [locale, currency, style, sign, fraction].join('|')
  let found = formatters.get(key)
  if (!found) {
    const digits = fraction === 'whole' ? 0 : minorDigits(currency)
    found = new Intl.NumberFormat(locale, {
      style,
      ...(style === 'currency' ? { currency, currencyDisplay: 'narrowSymbol' as const } : {}),
      numberingSystem: 'latn',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: sign === 'always' ? 'exceptZero' : 'negative',
      trailingZeroDisplay: fraction === 'trim' ? 'stripIfInteger' : 'auto',
    })
    formatters.set(key, found)
  }
  return found
}

/** How many digits the currency's minor unit has: 2 for USD, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits
  return digits ?? 2
}

/** The exact decimal of an amount in minor units, `1063` → `10.63`, by text so that no binary fraction arises. */
export function toDecimal(amountMinor: number | bigint, digits: number): `${number}` {
  const integer = BigInt(amountMinor)
  const text = (integer < 0n ? -integer : integer).toString().padStart(digits + 1, '0')
  const cut = text.length - digits
  const decimal = digits === 0 ? text : `${text.slice(0, cut)}.${text.slice(cut)}`
  return `${integer < 0n ? '-' : ''}${decimal}` as `${number}`
}

function render(format: Intl.NumberFormat, decimal: `${number}`): string {
  const parts = format.formatToParts(decimal)
  return parts.map(part => (part.type === 'minusSign' ? MINUS : part.value)).join('')
}

/** An amount as the customer reads it, `−$7.35`. Throws a RangeError on a fraction of a minor unit. */
export function formatMoney(money: Money, options: MoneyFormat = {}): string {
  const decimal = toDecimal(money.amount, minorDigits(money.currency))
  return render(formatter(money.currency, 'currency', options), decimal)
}

/** An amount without its currency sign, `7.35`, as an amount field shows it. */
export function formatMinor({ amount, currency }: Money): string {
  return render(formatter(currency, 'decimal', {}), toDecimal(amount, minorDigits(currency)))
}

/** The currency's sign and whether it stands before the figures, in the current locale. */
export function currencySign(currency: string): { sign: string; before: boolean } {
  const parts = formatter(currency, 'currency', {}).formatToParts(1)
  const at = parts.findIndex(part => part.type === 'currency')
  return { sign: parts[at]?.value ?? currency, before: at < parts.findIndex(part => part.type === 'integer') }
}

/** Reads typed digits as minor units, as a till does: `1`, `12`, `12.34` → 1, 12, 1234. At most 12 digits count. */
export function digitsToMinor(typed: string): number {
  const digits = typed.replace(/\D/g, '').replace(/^0+/, '').slice(0, 12)
  return digits === '' ? 0 : Number.parseInt(digits, 10)
}
