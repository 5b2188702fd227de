/** Keys of a till: digits shift in from the right, no separator is ever typed. */
export type KeypadKey = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '00' | 'back'

export const keypadKeys: readonly KeypadKey[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '00', '0', 'back']

const amountMax = 99_999_999

/** The amount after a key, in minor units; a digit too many changes nothing. */
export function pressKey(amount: number, key: KeypadKey): number {
  if (key === 'back') return Math.floor(amount / 10)
  const next = key === '00' ? amount * 100 : amount * 10 + Number.parseInt(key, 10)
  return next > amountMax ? amount : next
}
