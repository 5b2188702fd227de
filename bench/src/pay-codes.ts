/** Pay codes for a load test: each device and step once, only steps that a till's clock would accept now. */
import { payCodePeriodSeconds, payCodeStep } from '@ringfence/contract'
import { digitsAt } from '../../server/src/modules/wallet/rules.ts'

export interface Phone {
  readonly alias: string
  /** Base64. */
  readonly secret: string
}

export interface PayCodes {
  /** Undefined when every phone has shown its codes of the present step and the next. */
  take(nowMs: number): string | undefined
  /** When new codes begin. */
  nextAtMs(nowMs: number): number
}

export function payCodes(phones: readonly Phone[]): PayCodes {
  const decks = phones.map(({ alias, secret }) => ({ alias, secret: Buffer.from(secret, 'base64'), usedStep: 0 }))
  let place = 0
  return {
    take(nowMs) {
      const present = payCodeStep(nowMs)
      for (let tried = 0; tried < decks.length; tried++) {
        const deck = decks[place++ % decks.length]!
        const step = Math.max(present, deck.usedStep + 1)
        if (step > present + 1) continue
        deck.usedStep = step
        return deck.alias + digitsAt(deck.secret, step)
      }
      return undefined
    },
    nextAtMs: nowMs => (payCodeStep(nowMs) + 1) * payCodePeriodSeconds * 1000,
  }
}
