/** What a basket is paid from when one code does not cover it. Pure. */
import { canonicalCardNumber, isGiftCode, isPrintedNumber, parsePayCode, type SplitTender } from '@ringfence/contract'

export type ScannedCode =
  | { readonly kind: 'payCode'; readonly code: string }
  | { readonly kind: 'giftCard'; readonly code: string }

/** What a scanner read: a pay code, or a gift card with its check digits right; undefined when neither. */
export function readCode(text: string): ScannedCode | undefined {
  const number = canonicalCardNumber(text)
  if (number !== undefined && (isPrintedNumber(number) || isGiftCode(number))) return { kind: 'giftCard', code: number }
  const code = parsePayCode(text)?.code
  return code === undefined ? undefined : { kind: 'payCode', code }
}

/** The codes presented for one basket so far. */
export interface Presented {
  readonly payCode?: string
  readonly giftCards: readonly string[]
}

/** A card is presented once, however often it is scanned; a newer pay code takes the place of the one before. */
export function withCode(before: Presented, scanned: ScannedCode): Presented {
  if (scanned.kind === 'payCode') return { ...before, payCode: scanned.code }
  return before.giftCards.includes(scanned.code)
    ? before
    : { ...before, giftCards: [...before.giftCards, scanned.code] }
}

/** What of the rest the till takes. */
export interface Rest {
  readonly cash: number
  readonly card: number
}

/** As the API takes it: the pay code first, or the first card in its place; then the other cards, then cash and card. */
export function toTenders({ payCode, giftCards }: Presented, { cash, card }: Rest = { cash: 0, card: 0 }) {
  const [code, ...others] = payCode === undefined ? giftCards : [payCode, ...giftCards]
  const tenders: SplitTender[] = [
    ...others.map(number => ({ type: 'giftCard' as const, number })),
    ...(cash > 0 ? [{ type: 'cash' as const, amount: cash }] : []),
    ...(card > 0 ? [{ type: 'card' as const, amount: card }] : []),
  ]
  return { code: code ?? '', ...(tenders.length > 0 ? { tenders } : {}) }
}
