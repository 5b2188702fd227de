import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { newId, toTypeId } from '../../../kernel/ids.ts'
import { type AuditEntry, noTrail } from '../../../platform/audit-trail.ts'
import { insertStaff } from '../store.ts'
import { masterKey, testClock } from '../testing.ts'
import { acceptInvitation, type FlowRoom, invitationOptions } from './flow.ts'
import { inviteStaff } from './invitations.ts'
import { softPasskey } from './testing.ts'

const db = await testDatabase()
const clock = testClock()
const recorded: AuditEntry[] = []
const room: FlowRoom = {
  db,
  clock,
  masterKey,
  brandName: 'Harbor & Rye',
  timeZone: 'UTC',
  origins: ['https://pay.example'],
  trail: { ...noTrail, recordLater: entry => void recorded.push(entry) },
  customerByEmail: async () => undefined,
  customerLabel: async () => undefined,
  openCustomer: async () => newId(),
  wake: () => {},
}
const visitor = { networkHash: 'here', deviceName: 'Firefox on Linux' }

test('whoever makes a passkey by an invitation is in the audit trail, once [S11]', async () => {
  const id = newId()
  await db.transaction(tx => insertStaff(tx, { id, name: 'Ada Park', role: 'support', about: '' }))
  const token = (await db.transaction(tx => inviteStaff(tx, id, clock.now())))!
  const begun = await invitationOptions(room, token, visitor)
  if (!begun.ok) throw new Error(begun.code)
  const response = softPasskey().register((begun.value as { challenge: string }).challenge)
  expect(recorded).toEqual([])
  expect((await acceptInvitation(room, token, response, visitor)).ok).toBe(true)
  expect((await acceptInvitation(room, token, response, visitor)).ok).toBe(false)
  const staff = toTypeId('stf', id)
  expect(recorded).toEqual([
    {
      actor: { kind: 'staff', id: staff },
      operation: 'invitation.accept',
      target: { kind: 'staff', id: staff },
      outcome: 'done',
    },
  ])
})
