/** Protecting cards over HTTP: one set of routes for customers' own cards and gift cards; the id tells which it is. */
import type { CardReplaced, ProtectedCard } from '@ringfence/contract'
import { fromTypeId, type Uuid } from '../../kernel/ids.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import type { Call, Caller, HandlersOf, Outcome } from '../../platform/http.ts'
import {
  type Acting,
  chooseWalletCardDesign,
  isDesign,
  type Protected,
  type Protection,
  protectWalletCard,
  replaceWalletCard,
  selectDesigns,
  selectWalletCard,
  type WalletCardRow,
} from '../wallet/index.ts'
import { type CardRow, selectCard } from './card-store.ts'
import { viewOfGiftCard, viewOfWalletCard } from './card-views.ts'
import { chooseGiftCardDesign, protectGiftCard } from './protect-card.ts'
import { replaceGiftCard, replacementCode } from './replace-card.ts'

type Mine =
  | 'listCardDesigns'
  | 'getCard'
  | 'chooseCardDesign'
  | 'freezeCard'
  | 'unfreezeCard'
  | 'reportCardLost'
  | 'replaceCard'

export function protectRoutes(db: Database, masterKey: MasterKey): HandlersOf<Mine> {
  return {
    listCardDesigns: async () => ({ ok: true, value: { data: await selectDesigns(db) } }),
    getCard: call => getCard(db, call),
    chooseCardDesign: call => chooseDesign(db, call),
    freezeCard: call => protect(db, call, 'freeze'),
    unfreezeCard: call => protect(db, call, 'unfreeze'),
    reportCardLost: call => protect(db, call, 'reportLost'),
    replaceCard: call => replace(db, masterKey, call),
  }
}

function actingOf({ role, personId }: Caller): Acting {
  return role === 'customer' ? { as: 'holder', customerId: personId } : { as: 'staff' }
}

type CardRef = { readonly kind: 'wallet' | 'gift'; readonly id: Uuid }
function cardRefOf(id: string): CardRef | undefined {
  const wallet = fromTypeId('crd', id)
  if (wallet !== undefined) return { kind: 'wallet', id: wallet }
  const gift = fromTypeId('gfc', id)
  return gift === undefined ? undefined : { kind: 'gift', id: gift }
}

const absent = { ok: false, code: 'not_found' } as const

async function getCard(db: Database, { params, caller }: Call<'getCard'>): Promise<Outcome<ProtectedCard>> {
  const ref = cardRefOf(params.id)
  const card = ref && (await (ref.kind === 'wallet' ? selectWalletCard(db, ref.id) : selectCard(db, ref.id)))
  if (!card || (caller.role === 'customer' && card.customer_id !== caller.personId)) return absent
  return { ok: true, value: 'kind' in card ? viewOfGiftCard(card) : viewOfWalletCard(card) }
}

async function chooseDesign(db: Database, call: Call<'chooseCardDesign'>): Promise<Outcome<ProtectedCard>> {
  const ref = cardRefOf(call.params.id)
  const { design } = call.body
  if (!ref) return absent
  if (!(await isDesign(db, design))) return { ok: false, code: 'validation_failed', pointers: ['/design'] }
  return db.transaction(async tx =>
    ref.kind === 'wallet'
      ? walletOutcome(await chooseWalletCardDesign(tx, ref.id, call.caller.personId, design))
      : giftOutcome(await chooseGiftCardDesign(tx, ref.id, call.caller.personId, design)),
  )
}

async function protect(
  db: Database,
  { params, caller, nowMs }: Call<'freezeCard' | 'unfreezeCard' | 'reportCardLost'>,
  protection: Exclude<Protection, 'replace'>,
): Promise<Outcome<ProtectedCard>> {
  const ref = cardRefOf(params.id)
  const acting = actingOf(caller)
  if (!ref) return absent
  return db.transaction(async tx =>
    ref.kind === 'wallet'
      ? walletOutcome(await protectWalletCard(tx, ref.id, protection, acting, nowMs))
      : giftOutcome(await protectGiftCard(tx, ref.id, protection, acting, nowMs)),
  )
}

function walletOutcome(outcome: Protected<WalletCardRow>): Outcome<ProtectedCard> {
  return outcome.ok ? { ok: true, value: viewOfWalletCard(outcome.card) } : outcome
}

function giftOutcome(outcome: Protected<CardRow>): Outcome<ProtectedCard> {
  return outcome.ok ? { ok: true, value: viewOfGiftCard(outcome.card) } : outcome
}

async function replace(db: Database, masterKey: MasterKey, call: Call<'replaceCard'>): Promise<Outcome<CardReplaced>> {
  const ref = cardRefOf(call.params.id)
  if (!ref) return absent
  const request = {
    cardId: ref.id,
    acting: actingOf(call.caller),
    idempotency: call.idempotency!,
    atMs: call.nowMs,
  }
  if (ref.kind === 'wallet') {
    const outcome = await replaceWalletCard(db, masterKey, request)
    if (!outcome.ok) return outcome
    return { ok: true, value: { ...viewOfWalletCard(outcome.card), code: null }, replayed: outcome.replayed }
  }
  const outcome = await replaceGiftCard(db, masterKey, request)
  if (!outcome.ok) return outcome
  const code = replacementCode(masterKey, outcome.card)
  return { ok: true, value: { ...viewOfGiftCard(outcome.card), code }, replayed: outcome.replayed }
}
