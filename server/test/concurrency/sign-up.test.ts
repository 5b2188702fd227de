/** Becoming a customer, many times at once: one wallet, whoever asks how often. */
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { newId } from '../../src/kernel/ids.ts'
import { keepNewcomer } from '../../src/modules/identity/sign-in/newcomers.ts'
import { proofLifeMs } from '../../src/modules/identity/sign-in/rules.ts'
import { signUp } from '../../src/modules/identity/sign-in/sign-up.ts'
import { accountsOf, selectCustomer } from '../../src/modules/wallet/index.ts'
import { customerOpener } from '../../src/open-customer.ts'
import { masterKeyOf } from '../../src/platform/crypto.ts'
import { appDatabase } from '../database.ts'

const db = await appDatabase()
const masterKey = masterKeyOf(randomBytes(32), 'test')
const nowMs = Date.UTC(2026, 4, 4, 9)
const openCustomer = customerOpener(masterKey, { currency: 'EUR', balanceMaximum: 50_000 })
const room = { db, masterKey, openCustomer }
const name = { firstName: 'Noor', lastName: 'Haddad' }
const newAddress = () => `noor-${newId()}@example.test`

const prove = (subject: string, address: string) => keepNewcomer(db, masterKey, subject, { address, provedMs: nowMs })
const join = (subject: string, atMs = nowMs) => signUp(room, { subject, name }, atMs)
const customers = async () => (await db.query<{ n: number }>('SELECT count(*)::int AS n FROM wallet.customers'))[0]!.n

test('twenty answers at once in one sign-in open one wallet, and all are its customer [S4]', async () => {
  const [before, address] = [await customers(), newAddress()]
  await prove('one', address)
  const all = await Promise.all(Array.from({ length: 20 }, () => join('one')))
  expect(all.filter(outcome => outcome?.opened)).toHaveLength(1)
  const people = all.map(outcome => outcome!.person)
  expect(new Set(people.map(person => person.personId)).size).toBe(1)
  expect(people[0]).toMatchObject({ kind: 'customer', proof: 'code', provedMs: nowMs })
  expect(await customers()).toBe(before + 1)
  const { personId } = people[0]!
  const kept = await selectCustomer(db, masterKey, personId)
  expect(kept).toMatchObject({ first_name: 'Noor', last_name: 'Haddad', email: address })
})

test('twenty sign-ins at once with one address open one wallet with one account in the brand’s currency [S4]', async () => {
  const [before, address] = [await customers(), newAddress()]
  const subjects = Array.from({ length: 20 }, (_, i) => `many ${i}`)
  for (const [i, subject] of subjects.entries()) await prove(subject, i % 2 ? address : address.toUpperCase())
  const all = await Promise.all(subjects.map(subject => join(subject)))
  expect(new Set(all.map(outcome => outcome!.person.personId)).size).toBe(1)
  expect(await customers()).toBe(before + 1)
  const { personId } = all[0]!.person
  const accounts = (await accountsOf(db, [personId])).get(personId)!
  expect(accounts).toMatchObject([{ currency: 'EUR', balance: 0 }])
})

test('nobody becomes a customer without a code, nor when the proof is over [S4]', async () => {
  const before = await customers()
  expect(await join('never proved')).toBeUndefined()
  await prove('late', newAddress())
  expect(await join('late', nowMs + proofLifeMs)).toBeUndefined()
  expect(await customers()).toBe(before)
})
