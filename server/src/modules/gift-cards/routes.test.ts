import type { Role } from '@ringfence/contract'
import { expect, test } from 'vitest'
import { addTestCustomer } from '../../../test/brand.ts'
import { proved } from '../../../test/callers.ts'
import { asCustomer, asSupport, callOf, shaped } from '../../../test/calls.ts'
import { appDatabase } from '../../../test/database.ts'
import { newId, toTypeId } from '../../kernel/ids.ts'
import type { Call, Caller } from '../../platform/http.ts'
import { drawPrintedNumber, putDesigns } from '../wallet/index.ts'
import { cardRoutes } from './card-routes.ts'
import { protectRoutes } from './protect-routes.ts'
import { currency, openTestTill, printTestCard, sellTestCard, testKey } from './testing.ts'

const db = await appDatabase()
const till = await openTestTill(db)
const cards = shaped(cardRoutes(db, testKey))
const protection = shaped(protectRoutes(db, testKey))
const atTill = (role: Role, given: Partial<Caller> = {}): Caller => ({
  ...proved,
  role,
  personId: till.staffId,
  name: 'Nora Quinn',
  terminalId: till.terminalId,
  storeId: till.storeId,
  ...given,
})
const customer = await addTestCustomer(db)
const sell = { amount: 2500, currency, tender: 'cash' }
const activate = (caller: Caller, body: object, key?: string) =>
  cards.activateGiftCard(callOf(caller, { body, ...(key === undefined ? {} : { key }) }))

test('a till activates a card and its lead undoes it: the answers hold no number', async () => {
  const card = await printTestCard(db)
  const outcome = await activate(atTill('cashier'), { number: card.number, ...sell })
  expect(outcome).toMatchObject({
    ok: true,
    value: { status: 'active', amount: 2500, giftCardId: toTypeId('gfc', card.id), lastDigits: card.number.slice(-4) },
  })
  expect(JSON.stringify(outcome)).not.toContain(card.number)
  const params = { id: outcome.ok ? outcome.value.id : '' }
  const undo = (caller: Caller) =>
    cards.voidGiftCardActivation(callOf(caller, { params, body: { reason: 'wrong card' } }))
  expect(await undo(atTill('shiftLead', { storeId: newId() }))).toEqual({ ok: false, code: 'not_found' })
  expect(await undo(atTill('shiftLead'))).toMatchObject({ ok: true, value: { status: 'voided' } })
})

test('who stands at no till activates nothing', async () => {
  const card = await printTestCard(db)
  const manager = atTill('storeManager', { terminalId: undefined })
  expect(await activate(manager, { number: card.number, ...sell })).toEqual({ ok: false, code: 'forbidden' })
})

test('balance enquiry: a customer by number and PIN, a till by the card, in public within the limit of the address [4.2]', async () => {
  const card = await sellTestCard(db, till)
  const body = { number: card.number, pin: card.pin }
  const told = { ok: true, value: { balance: 2500, currency, state: 'active', design: 'classic', expiresAt: null } }
  const ask = (caller: Caller, asked: object) => cards.askGiftCardBalance(callOf(caller, { body: asked }))
  expect(await ask(asCustomer(customer), body)).toMatchObject(told)
  expect(await ask(asCustomer(customer), { number: card.number })).toEqual({ ok: false, code: 'code_invalid' })
  expect(await ask(atTill('cashier'), { number: card.number })).toMatchObject(told)
  const addressHash = newId()
  const inPublic = (asked: object) =>
    cards.askPublicGiftCardBalance({
      ...callOf<'askPublicGiftCardBalance'>(asSupport, { body: asked }),
      addressHash,
    } as Call<'askPublicGiftCardBalance'>)
  expect(await inPublic(body)).toMatchObject(told)
  for (let i = 0; i < 9; i++) await inPublic({ number: drawPrintedNumber(), pin: '000000' })
  expect(await inPublic(body)).toEqual({ ok: false, code: 'limit_exceeded' })
})

test('support finds a card by its number, whatever its state, and freezes and replaces it', async () => {
  const card = await sellTestCard(db, till)
  const find = (number: string) => cards.findGiftCard(callOf(asSupport, { body: { number } }))
  const id = toTypeId('gfc', card.id)
  expect(await find(card.number)).toMatchObject({
    ok: true,
    value: { id, state: 'active', balance: 2500, blocked: false },
  })
  const params = { id }
  expect(await protection.freezeCard(callOf(asSupport, { params }))).toMatchObject({
    ok: true,
    value: { state: 'frozen', blocked: true },
  })
  const call = callOf<'replaceCard'>(asSupport, { params, body: { reason: 'lost' } })
  const replaced = await protection.replaceCard(call)
  expect(replaced).toMatchObject({ ok: true, value: { kind: 'egift', state: 'active', blocked: false } })
  expect(await protection.replaceCard(call)).toEqual({ ...replaced, replayed: true })
  const code = replaced.ok ? replaced.value.code : null
  expect(code).toMatch(/^[0-9A-Z]{20}$/)
  expect(await find(code ?? '')).toMatchObject({ ok: true, value: { balance: 2500 } })
  expect(await find(card.number)).toMatchObject({ ok: true, value: { state: 'replaced' } })
  expect(await find(drawPrintedNumber())).toEqual({ ok: false, code: 'not_found' })
})

test('a customer protects the own card and sees what protects it; a foreign card is absent to every route', async () => {
  const [row] = await db.query<{ id: string }>('SELECT id FROM wallet.cards WHERE account_id = $1', [
    customer.accountId,
  ])
  const params = { id: toTypeId('crd', row!.id) }
  const me = asCustomer(customer)
  expect(await protection.freezeCard(callOf(me, { params }))).toMatchObject({
    ok: true,
    value: { state: 'frozen', kind: 'virtual' },
  })
  expect(await protection.unfreezeCard(callOf(me, { params }))).toMatchObject({ ok: true, value: { state: 'active' } })
  const lost = await protection.reportCardLost(callOf(me, { params, body: { reason: 'lost' } }))
  expect(lost).toMatchObject({ ok: true, value: { state: 'frozen', blocked: true } })
  const replaced = await protection.replaceCard(callOf(me, { params, body: { reason: 'lost' } }))
  expect(replaced).toMatchObject({ ok: true, value: { state: 'active', code: null } })
  expect(await protection.getCard(callOf(me, { params }))).toMatchObject({
    ok: true,
    value: { state: 'replaced', replacedBy: replaced.ok ? replaced.value.id : '' },
  })
  const stranger = asCustomer(await addTestCustomer(db))
  const absent = { ok: false, code: 'not_found' }
  const foreign = { params: { id: replaced.ok ? replaced.value.id : '' } }
  expect(await protection.getCard(callOf(stranger, foreign))).toEqual(absent)
  expect(await protection.freezeCard(callOf(stranger, foreign))).toEqual(absent)
  expect(await protection.unfreezeCard(callOf(stranger, foreign))).toEqual(absent)
  expect(await protection.reportCardLost(callOf(stranger, { ...foreign, body: { reason: 'lost' } }))).toEqual(absent)
  expect(await protection.replaceCard(callOf(stranger, { ...foreign, body: { reason: 'lost' } }))).toEqual(absent)
  const chosen = { ...foreign, body: { design: 'classic' } }
  expect(await protection.chooseCardDesign(callOf(stranger, chosen))).toEqual(absent)
})

test('a customer chooses a design of the gallery for the own card, and none that is not in it [4.1]', async () => {
  await db.transaction(tx =>
    putDesigns(tx, [
      { id: 'classic', name: 'Classic', art: 'rings' },
      { id: 'tide', name: 'Tide', art: 'waves' },
    ]),
  )
  expect(await protection.listCardDesigns(callOf(asSupport, {}))).toEqual({
    ok: true,
    value: {
      data: [
        { id: 'classic', name: 'Classic', art: 'rings' },
        { id: 'tide', name: 'Tide', art: 'waves' },
      ],
    },
  })
  const owner = await addTestCustomer(db)
  const [row] = await db.query<{ id: string }>('SELECT id FROM wallet.cards WHERE account_id = $1', [owner.accountId])
  const params = { id: toTypeId('crd', row!.id) }
  const choose = (design: string) =>
    protection.chooseCardDesign(callOf(asCustomer(owner), { params, body: { design } }))
  expect(await choose('tide')).toMatchObject({ ok: true, value: { design: 'tide' } })
  expect(await choose('nothing')).toMatchObject({ ok: false, code: 'validation_failed', pointers: ['/design'] })
})
