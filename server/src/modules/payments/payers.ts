/** Who pays: the account behind a pay code, or a gift card in hand. */
import { canonicalCardNumber, parsePayCode } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import type { PresentCard } from '../gift-cards/index.ts'
import type { ResolveCode } from '../wallet/index.ts'

/** A gift card that pays. */
export interface PayingCard {
  readonly cardId: Uuid
  readonly accountId: Uuid
  readonly lastDigits: string
  readonly currency: string
}

export interface Payer {
  readonly ok: true
  readonly accountId: Uuid
  readonly currency: string
  readonly firstName: string | undefined
  /** The pay code's device and step; undefined when a gift card was presented instead. */
  readonly code: { readonly deviceId: Uuid; readonly step: number } | undefined
  readonly card: PayingCard | undefined
}

interface PayersRoom {
  readonly resolveCode: ResolveCode
  readonly presentCard: PresentCard
}
interface Presented {
  readonly code: string
  readonly terminalId: Uuid
  readonly atMs: number
}
type Refused = { readonly ok: false; readonly code: 'code_invalid' | 'code_expired' | 'limit_exceeded' }

/** A pay code and a card number can look alike: the pay code is tried first, for it is what nearly everyone shows. */
export async function resolvePayer(room: PayersRoom, { code, terminalId, atMs }: Presented): Promise<Payer | Refused> {
  const account = await room.resolveCode(code, atMs)
  if (account.ok) {
    const { accountId, currency, firstName, deviceId, step } = account
    return { ok: true, accountId, currency, firstName, code: { deviceId, step }, card: undefined }
  }
  if (account.code !== 'code_invalid' || !mayBeCard(code)) return account
  const card = await resolveCard(room, { code, terminalId, atMs })
  if (!card.ok) return card
  const { accountId, currency } = card.card
  return { ok: true, accountId, currency, firstName: undefined, code: undefined, card: card.card }
}

/** Not what has the form of a pay code, lest a mistyped one count as a try at a card; but the numbers of many cards are digits alone. */
function mayBeCard(text: string): boolean {
  const number = canonicalCardNumber(text)
  return number !== undefined && (parsePayCode(text) === undefined || /^[0-9]+$/.test(number))
}

export async function resolveCard(
  room: Pick<PayersRoom, 'presentCard'>,
  { code, terminalId, atMs }: Presented,
): Promise<{ ok: true; card: PayingCard } | Refused> {
  const answer = await room.presentCard(code, terminalId, atMs)
  if (!answer.ok) return answer
  const { id, account_id, last_digits, currency } = answer.card
  return { ok: true, card: { cardId: id, accountId: account_id, lastDigits: last_digits, currency } }
}
