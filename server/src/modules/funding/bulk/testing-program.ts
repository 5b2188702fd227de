/** A worker of bulk loads in a process of its own: told to stop by being killed. Says when it has loaded its first portion. */
import { openDatabase } from '../../../platform/database.ts'
import { workBulkLoads } from './work.ts'

const db = openDatabase(process.argv[2]!, { max: 1 })
let commits = 0
const watched = {
  ...db,
  transaction: (async work => {
    const value = await db.transaction(work)
    if (++commits === 1) process.send!('loaded')
    return value
  }) as typeof db.transaction,
}
await workBulkLoads(watched, Date.parse('2026-11-22T12:00:00Z'))
process.send!('done')
setInterval(() => {}, 1_000)
