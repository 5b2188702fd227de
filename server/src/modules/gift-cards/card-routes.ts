/** Gift cards at the till and by their number over HTTP: activation, its undo, balance enquiry, support's look-up. */
import type { CardActivation, FoundGiftCard, GiftCardBalance } from '@ringfence/contract'
import { fromTypeId, toTypeId } from '../../kernel/ids.ts'
import { fromJson, toJson } from '../../kernel/money.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import type { Call, Caller, HandlersOf, Outcome } from '../../platform/http.ts'
import { beyondOwnRows } from '../../platform/row-security.ts'
import { countTry } from '../../platform/tries.ts'
import { activateCard } from './activate-card.ts'
import type { ActivationRow } from './activation-store.ts'
import { type Asker, limitsOf } from './card-rules.ts'
import { balanceView, foundView } from './card-views.ts'
import { checkCard, findAnyCard } from './find-card.ts'
import { voidActivation } from './void-activation.ts'

type Mine =
  | 'findGiftCard'
  | 'askGiftCardBalance'
  | 'askPublicGiftCardBalance'
  | 'activateGiftCard'
  | 'voidGiftCardActivation'

export function cardRoutes(db: Database, masterKey: MasterKey): HandlersOf<Mine> {
  return {
    findGiftCard: call => find(db, masterKey, call),
    askGiftCardBalance: call => beyondOwnRows(() => tellBalance(db, masterKey, askerOf(call.caller), call)),
    askPublicGiftCardBalance: call =>
      tellBalance(db, masterKey, { kind: 'address', id: call.addressHash ?? 'unknown' }, call),
    activateGiftCard: call => activate(db, masterKey, call),
    voidGiftCardActivation: call => undo(db, call),
  }
}

function askerOf({ role, personId, terminalId }: Caller): Asker {
  if (role === 'customer') return { kind: 'customer', id: personId }
  return terminalId === undefined ? { kind: 'staff', id: personId } : { kind: 'terminal', id: terminalId }
}

async function tellBalance(
  db: Database,
  masterKey: MasterKey,
  asker: Asker,
  { body, nowMs }: Pick<Call<'askGiftCardBalance'>, 'body' | 'nowMs'>,
): Promise<Outcome<GiftCardBalance>> {
  const answer = await checkCard(db, masterKey, { number: body.number, pin: body.pin, asker, nowMs })
  return answer.ok ? { ok: true, value: await balanceView(db, answer.card, nowMs) } : answer
}

async function find(db: Database, masterKey: MasterKey, call: Call<'findGiftCard'>): Promise<Outcome<FoundGiftCard>> {
  const { caller, body, nowMs } = call
  const limits = limitsOf({ kind: 'staff', id: caller.personId })
  if (!(await db.transaction(tx => countTry(tx, limits, nowMs)))) return { ok: false, code: 'limit_exceeded' }
  const card = await findAnyCard(db, masterKey, body.number)
  return card ? { ok: true, value: await foundView(db, card, nowMs) } : { ok: false, code: 'not_found' }
}

async function activate(
  db: Database,
  masterKey: MasterKey,
  { body, caller, nowMs, idempotency }: Call<'activateGiftCard'>,
): Promise<Outcome<CardActivation>> {
  const { terminalId, storeId, personId } = caller
  if (terminalId === undefined || storeId === undefined) return { ok: false, code: 'forbidden' }
  const outcome = await activateCard(db, masterKey, {
    ...body,
    amount: fromJson(body.amount),
    storeId,
    terminalId,
    staffId: personId,
    idempotency: idempotency!,
    atMs: nowMs,
  })
  return outcome.ok ? { ok: true, value: viewOf(outcome.activation), replayed: outcome.replayed } : outcome
}

async function undo(
  db: Database,
  { params, body, caller, nowMs }: Call<'voidGiftCardActivation'>,
): Promise<Outcome<CardActivation>> {
  const activationId = fromTypeId('act', params.id)
  const { storeId, terminalId, personId: staffId } = caller
  if (activationId === undefined || storeId === undefined) return { ok: false, code: 'not_found' }
  const { reason } = body
  const outcome = await voidActivation(db, { activationId, storeId, terminalId, staffId, reason, atMs: nowMs })
  return outcome.ok ? { ok: true, value: viewOf(outcome.activation), replayed: outcome.replayed } : outcome
}

function viewOf(activation: ActivationRow): CardActivation {
  return {
    id: toTypeId('act', activation.id),
    giftCardId: toTypeId('gfc', activation.card_id),
    lastDigits: activation.last_digits,
    amount: toJson(activation.amount),
    currency: activation.currency,
    tender: activation.tender,
    status: activation.voided_at ? 'voided' : 'active',
    at: activation.at.toISOString(),
    expiresAt: activation.expires_at?.toISOString() ?? null,
    voidedAt: activation.voided_at?.toISOString() ?? null,
  }
}
