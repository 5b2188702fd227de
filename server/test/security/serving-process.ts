// A whole server in a process of its own, on the database and under the origin that it is told. Sends the port it listens on.
import type { AddressInfo } from 'node:net'
import { createApp } from '../../src/app.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { openDatabase } from '../../src/platform/database.ts'
import { createLog } from '../../src/platform/log.ts'
import { testKey } from '../brand.ts'

const [url = '', origin = ''] = process.argv.slice(2)
const db = openDatabase(url)
const app = await createApp({
  db,
  masterKey: testKey,
  clock: systemClock,
  log: createLog({ level: 'silent' }),
  origins: [origin],
  sandbox: true,
})
await app.server.listen({ host: '127.0.0.1', port: 0 })
process.once('disconnect', async () => {
  await app.close()
  await db.end()
})
process.send!((app.server.server.address() as AddressInfo).port)
