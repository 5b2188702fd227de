/**
 * From a number to its card. Whoever must prove to have the card gets one and the same answer for a wrong number, a wrong PIN, a
 * locked and a dead card, after the same work: the limits are counted, one row is looked for, and one slow hash is made.
 */
import { canonicalCardNumber } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database, Queryable } from '../../platform/database.ts'
import { countTry } from '../../platform/tries.ts'
import { hideNumber } from '../wallet/index.ts'
import { type Asker, isLive, isPresented, limitsOf, proofNeeded } from './card-rules.ts'
import { type CardRow, forgetPinTries, selectCardByHash, takePinTry } from './card-store.ts'
import { isPin } from './pin.ts'

/** A gift card in whatever state, by its number however written; undefined when there is none. */
export async function findAnyCard(db: Queryable, masterKey: MasterKey, number: string): Promise<CardRow | undefined> {
  const canonical = canonicalCardNumber(number)
  return selectCardByHash(db, hideNumber(masterKey, canonical ?? '').numberHash)
}

/** A live gift card (active or frozen) by its number. For who holds the card in hand, or was asked for a PIN already. */
export async function findCard(db: Queryable, masterKey: MasterKey, number: string): Promise<CardRow | undefined> {
  const card = await findAnyCard(db, masterKey, number)
  return card && isLive(card.state) ? card : undefined
}

export interface CardQuestion {
  readonly number: string
  readonly pin: string | undefined
  readonly asker: Asker
  readonly nowMs: number
}
export type CardAnswer = { ok: true; card: CardRow } | { ok: false; code: 'code_invalid' | 'limit_exceeded' }

/** A live card that the asker has proved to have. Writes (limits, tries), so it stands before the transaction that uses the card. */
export async function checkCard(db: Database, masterKey: MasterKey, question: CardQuestion): Promise<CardAnswer> {
  const { number, pin, asker, nowMs } = question
  const found = await db.transaction(async tx => {
    if (!(await countTry(tx, limitsOf(asker), nowMs))) return 'limit_exceeded'
    const card = await findCard(tx, masterKey, number)
    const needsPin = card !== undefined && proofNeeded(card.kind, asker, pin) === 'pin'
    // For no card too, so that an unknown number makes the same statements.
    const open = await takePinTry(tx, needsPin ? card.id : nobody, nowMs)
    return { card, needsPin, open }
  })
  if (found === 'limit_exceeded') return { ok: false, code: 'limit_exceeded' }
  const { card, needsPin, open } = found
  const stored = open ? (card?.pin_hash ?? undefined) : undefined
  const isRight = !isPresented(asker, pin) && (await isPin(masterKey, pin ?? '', stored))
  if (!card || (needsPin && !isRight)) return { ok: false, code: 'code_invalid' }
  if (needsPin) await forgetPinTries(db, card.id)
  return { ok: true, card }
}
const nobody: Uuid = '00000000-0000-0000-0000-000000000000'

export type PresentCard = (number: string, terminalId: Uuid, atMs: number) => Promise<CardAnswer>

/** For cards that are read at a till. */
export function cardPresenter(db: Database, masterKey: MasterKey): PresentCard {
  return (number, terminalId, nowMs) =>
    checkCard(db, masterKey, { number, pin: undefined, asker: { kind: 'terminal', id: terminalId }, nowMs })
}
