/** What a scanned, pasted or typed text is. */
import { canonicalCardNumber, isGiftCode, isPrintedNumber } from '@ringfence/contract'

export type Scanned =
  | { readonly kind: 'payment'; readonly token: string }
  | { readonly kind: 'giftCard'; readonly number: string }
  | { readonly kind: 'unknown' }

/** Payment codes of a deployment begin so, and hold base 32 only. */
const paymentToken = /^RF[0-9A-Z]{18,198}$/

export function whatIsScanned(text: string): Scanned {
  const token = text.replace(/\s/g, '').toUpperCase()
  if (paymentToken.test(token)) return { kind: 'payment', token }
  const number = canonicalCardNumber(/#([0-9A-Za-z-]+)$/.exec(text.trim())?.[1] ?? text)
  if (number && (isGiftCode(number) || isPrintedNumber(number))) return { kind: 'giftCard', number }
  return { kind: 'unknown' }
}
