// A server in miniature, in a process of its own: receives what a till took offline, and is killed at some instant of it.
import type { OfflinePayment } from '@ringfence/contract'
import { openDatabase } from '../../src/platform/database.ts'
import { forwardingServer } from '../offline-till.ts'

export interface ForwardingWork {
  readonly at: Parameters<ReturnType<typeof forwardingServer>['forward']>[0]
  readonly payments: readonly OfflinePayment[]
}

const db = openDatabase(process.argv[2] ?? '')
const server = forwardingServer(db)
await db.query('SELECT 1')

process.on('message', async ({ at, payments }: ForwardingWork) => {
  process.send!(await server.forward(at, payments))
})
process.once('disconnect', async () => {
  await server.close()
  await db.end()
})
process.send!('ready')
