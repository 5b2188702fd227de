import { expect, test } from 'vitest'
import { asCustomer, callOf, shaped } from '../../../../test/calls.ts'
import { appDatabase } from '../../../../test/database.ts'
import { newId, toTypeId, type Uuid } from '../../../kernel/ids.ts'
import type { MailSlots } from '../../../platform/mail/index.ts'
import { type ClaimedMail, contentOf } from '../../../platform/mail/queue.ts'
import { sealEmail } from '../staff/email.ts'
import { insertNewcomer } from '../staff/staff-store.ts'
import { masterKey, testClock } from '../testing.ts'
import { createEndedSessions } from './ended-sessions.ts'
import { acceptInvitation, addPasskey, type FlowRoom, invitationOptions, newPasskeyOptions } from './flow.ts'
import { inviteStaff } from './invitations.ts'
import { passkeysOf } from './passkey-store.ts'
import { keepProof } from './proofs.ts'
import { signInRoutes } from './routes.ts'
import { softPasskey } from './testing.ts'

const db = await appDatabase()
const clock = testClock()
const addresses = new Map<Uuid, string>()
const room: FlowRoom = {
  db,
  clock,
  masterKey,
  timeZone: 'UTC',
  brandName: 'Harbor & Rye',
  origins: ['https://pay.example'],
  customerByEmail: async () => undefined,
  customerLabel: async (_, id) => addresses.get(id),
  openCustomer: async () => newId(),
  wake: () => {},
}
const routes = shaped(signInRoutes({ ...room, ended: createEndedSessions(db, clock) }))
const visitor = { networkHash: 'here', deviceName: 'Firefox on Linux' }

function newCustomer(address: string): Uuid {
  const id = newId()
  addresses.set(id, address)
  return id
}

/** As after a code from their mail. */
async function add(personId: Uuid, key = softPasskey()) {
  const wish = {
    id: newId(),
    clientId: 'app.customer',
    kind: 'customer',
    accountId: undefined,
    wants: undefined,
  } as const
  await keepProof(db, wish.id, { personId, kind: 'customer', proof: 'code', provedMs: clock.now() })
  const begun = await newPasskeyOptions(room, wish, visitor)
  if (!begun.ok) throw new Error(begun.code)
  const response = key.register((begun.value as { challenge: string }).challenge)
  return addPasskey(room, wish, response, visitor, async () => '/app/')
}

const remove = (personId: Uuid, id: Uuid) => {
  const customer = { customerId: personId } as Parameters<typeof asCustomer>[0]
  return routes.removeMyPasskey(callOf(asCustomer(customer), { params: { id: toTypeId('pky', id) } }))
}

async function mailsTo(address: string): Promise<MailSlots['passkey'][]> {
  const rows = await db.query<ClaimedMail>(
    `SELECT id, template, sealed, attempts FROM ringfence.mails WHERE template = 'passkey' ORDER BY id`,
  )
  const mails = rows.map(row => contentOf(masterKey, row)).filter(mail => mail.to === address)
  return mails.map(mail => mail.slots as MailSlots['passkey'])
}

test('a customer is written to when a passkey is added to the account, and when one is removed, once each [S4]', async () => {
  const id = newCustomer('maya@example.test')
  const key = softPasskey()
  expect((await add(id, key)).ok).toBe(true)
  expect((await add(id, key)).ok).toBe(false) // the same credential: nothing was added
  const what = { owner: 'customer', deviceName: 'Firefox on Linux' }
  const added = { ...what, change: 'added', time: { at: new Date(clock.now()).toISOString(), timeZone: 'UTC' } }
  expect(await mailsTo('maya@example.test')).toEqual([added])
  const [passkey] = await passkeysOf(db, id)
  const answers = await Promise.all(Array.from({ length: 10 }, () => remove(id, passkey!.id)))
  expect(answers.filter(answer => answer.ok)).toHaveLength(1)
  expect(await mailsTo('maya@example.test')).toMatchObject([added, { ...what, change: 'removed' }])
})

test('nobody is written to when somebody else’s passkey was not removed', async () => {
  const [id, other] = [newCustomer('noah@example.test'), newCustomer('ana@example.test')]
  await add(id)
  const [passkey] = await passkeysOf(db, id)
  expect(await remove(other, passkey!.id)).toMatchObject({ ok: false, code: 'not_found' })
  expect(await mailsTo('noah@example.test')).toHaveLength(1)
  expect(await mailsTo('ana@example.test')).toEqual([])
})

test('an address that can’t be written to keeps nobody from adding a passkey', async () => {
  const id = newCustomer('nobody')
  expect((await add(id)).ok).toBe(true)
  expect(await passkeysOf(db, id)).toHaveLength(1)
})

test('staff are written to when a passkey is made by their invitation [S4]', async () => {
  const id = newId()
  const person = { id, name: 'Ada Park', email: sealEmail(masterKey, 'ada@example.test'), role: 'support' } as const
  const idempotency = { clientId: newId(), key: newId(), fingerprint: '0'.repeat(32) }
  const token = await db.transaction(async tx => {
    await insertNewcomer(tx, { ...person, storeId: undefined, status: 'invited', placed: undefined, idempotency })
    return (await inviteStaff(tx, id, clock.now()))!
  })
  const begun = await invitationOptions(room, token, visitor)
  if (!begun.ok) throw new Error(begun.code)
  const response = softPasskey().register((begun.value as { challenge: string }).challenge)
  expect((await acceptInvitation(room, token, response, visitor)).ok).toBe(true)
  expect(await mailsTo('ada@example.test')).toMatchObject([{ change: 'added', owner: 'staff' }])
})
