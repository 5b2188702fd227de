/** What waits for a second person, and a partner's machine client, so that the console has something to decide. */
import { generateKeyPairSync } from 'node:crypto'
import { keyIdOf, type PublicKey } from '@ringfence/contract'
import { namedId, toTypeId } from '../kernel/ids.ts'
import { requestApproval } from '../modules/approvals/index.ts'
import { registerClient } from '../modules/identity/index.ts'
import type { Database, Transaction } from '../platform/database.ts'
import type { DemoState } from './set-up.ts'
import { demoStaff } from './staff.ts'

const hourMs = 3_600_000

export async function writeControl(db: Database, state: DemoState, currency: string): Promise<void> {
  await db.transaction(async tx => {
    await askForAdjustment(tx, state, currency)
    await askForAdministrator(tx, state)
  })
  await addPartner(db, state)
}

function staff(name: string) {
  return demoStaff.find(person => person.name === name)!
}

function onceFor(what: string) {
  return { clientId: namedId('demo approval'), key: what, fingerprint: '0'.repeat(32) }
}

async function askForAdjustment(tx: Transaction, { nowMs, customers }: DemoState, currency: string): Promise<void> {
  const { id, name } = staff('Hannah Brooks')
  await requestApproval(tx, {
    kind: 'adjustment',
    subject: toTypeId('acc', customers[0]!.accountId),
    money: { amount: 750n, currency },
    reason: 'Charged twice while the till was without network',
    payload: {},
    by: { id, name },
    atMs: nowMs - 3 * hourMs,
    idempotency: onceFor('adjustment'),
  })
}

async function askForAdministrator(tx: Transaction, { nowMs }: DemoState): Promise<void> {
  const { id, name } = staff('Sofia Marsh')
  await requestApproval(tx, {
    kind: 'administrator',
    subject: toTypeId('stf', staff('Chloe Martin').id),
    reason: 'Chloe Martin as administrator',
    payload: {},
    by: { id, name },
    atMs: nowMs - 26 * hourMs,
    idempotency: onceFor('administrator'),
  })
}

/** Nobody has the private half: in the demo it is there to be looked at, and to be given a key of one's own. */
async function addPartner(db: Database, { nowMs }: DemoState): Promise<void> {
  const { x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
  const publicKey: PublicKey = { kty: 'EC', crv: 'P-256', x: x!, y: y! }
  await registerClient(db, {
    id: namedId('demo client'),
    name: 'Tidewater Analytics',
    scopes: ['payments:read', 'stores:read'],
    keyId: await keyIdOf(publicKey),
    publicKey,
    atMs: nowMs - 40 * 24 * hourMs,
  })
}
