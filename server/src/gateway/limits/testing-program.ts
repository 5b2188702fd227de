/** For tests, a process of its own: takes places of a shared limit, all at once, and tells how many it was given. */
import { openDatabase } from '../../platform/database.ts'
import { postgresCounter, redisCounter } from './counters.ts'
import { createLeases } from './leases.ts'

export interface Order {
  readonly key: string
  readonly limit: number
  readonly requests: number
}

const [kind, url = ''] = process.argv.slice(2)
const db = kind === 'postgres' ? openDatabase(url, { max: 4 }) : undefined
const counter = db ? postgresCounter(db) : await redisCounter(url, () => {})
const leases = createLeases(counter)

process.on('message', async ({ key, limit, requests }: Order) => {
  const verdicts = await Promise.all(Array.from({ length: requests }, () => leases.take(key, limit)))
  process.send?.(verdicts.filter(({ isAdmitted }) => isAdmitted).length)
})
process.on('disconnect', async () => {
  await counter.close()
  await db?.end()
})
process.send?.('ready')
