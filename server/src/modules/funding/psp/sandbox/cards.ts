/** The test cards of the sandbox, and amounts that make any card misbehave. No card number exists anywhere. */

/** What the sandbox does with a charge. `answerLost`: it goes through, and the answer never comes. */
export type Conduct =
  | 'succeeds'
  | 'declined'
  | 'noFunds'
  | 'expired'
  | 'challenge'
  | 'processing'
  | 'answerLost'
  | 'disputed'

export interface TestCard {
  readonly token: string
  readonly brand: string
  readonly lastDigits: string
  readonly expires: string
  readonly about: string
  readonly conduct: Conduct
}

const card = (
  token: string,
  brand: string,
  lastDigits: string,
  conduct: Conduct,
  about: string,
  expires = '2034-12',
): TestCard => ({ token, brand, lastDigits, expires, about, conduct })

export const testCards: readonly TestCard[] = [
  card('sandbox_visa', 'Visa', '4242', 'succeeds', 'Test card: always works'),
  card('sandbox_mastercard', 'Mastercard', '4444', 'succeeds', 'Test card: always works'),
  card('sandbox_challenge', 'Visa', '3220', 'challenge', 'Test card: the bank asks you to confirm'),
  card('sandbox_declined', 'Visa', '0002', 'declined', 'Test card: always declined'),
  card('sandbox_no_funds', 'Mastercard', '9995', 'noFunds', 'Test card: no money on it'),
  card('sandbox_expired', 'Visa', '0069', 'expired', 'Test card: out of date', '2020-01'),
  card('sandbox_processing', 'Visa', '7726', 'processing', 'Test card: works a moment later'),
  card('sandbox_answer_lost', 'Visa', '0119', 'answerLost', 'Test card: works, but the answer is lost'),
  card('sandbox_disputed', 'Visa', '0259', 'disputed', 'Test card: works, then is disputed'),
]

export function testCardOf(token: string | undefined): TestCard | undefined {
  return testCards.find(candidate => candidate.token === token)
}

/** With a good card these amounts, in minor units, behave as named here. */
const amounts: ReadonlyMap<bigint, Conduct> = new Map([
  [6661n, 'declined'],
  [6662n, 'noFunds'],
  [6663n, 'challenge'],
  [6664n, 'answerLost'],
  [6665n, 'processing'],
  [6666n, 'disputed'],
])

export function conductOf(testCard: TestCard, amount: bigint): Conduct {
  return testCard.conduct === 'succeeds' ? (amounts.get(amount) ?? 'succeeds') : testCard.conduct
}

export const declines = {
  declined: { reason: 'The bank declined this card.', retryable: true },
  noFunds: { reason: 'There is not enough money on this card.', retryable: true },
  expired: { reason: 'This card has expired.', retryable: false },
  notConfirmed: { reason: 'The payment was not confirmed.', retryable: true },
} as const
