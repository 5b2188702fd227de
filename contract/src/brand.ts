/** The brand: what every screen needs before anybody has signed in. */
import { type Static, Type } from 'typebox'
import { Amount, Closed, Currency } from './common.ts'

export const Brand = Closed({
  name: Type.String(),
  currency: Currency,
  theme: Closed({ brand: Type.String(), brandSecond: Type.String(), accent: Type.String() }),
  loadPresets: Type.Array(Amount),
  loadMinimum: Amount,
  balanceMaximum: Amount,
  gifts: Closed({
    amountMinimum: Amount,
    amountMaximum: Amount,
    presets: Type.Array(Amount),
  }),
  tipPercents: Type.Array(Type.Integer({ minimum: 1, maximum: 100 })),
  sandbox: Type.Boolean({ description: 'Whether the sandbox sign-in and its cards are on.' }),
})
export type Brand = Static<typeof Brand>
