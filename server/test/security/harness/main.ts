/**
 * Runs the harness as a process of its own, on an embedded PostgreSQL. Sends its parent the requests, in as many logs as it was told by its
 * argument; at the word `end` it sends what it saw, and ends.
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { OperationId } from '@ringfence/contract'
import { findAttack } from '../../../src/gateway/firewall/attack-signatures.ts'
import { type Database, openDatabase } from '../../../src/platform/database.ts'
import { temporaryPostgres } from '../../../src/platform/embedded-postgres/testing.ts'
import { migrate } from '../../../src/platform/migrations.ts'
import { startTarget, type Target } from '../fuzz/target.ts'
import { createControls } from './control.ts'
import { createHarness, roleFor } from './server.ts'
import { watchDatabase } from './watched-database.ts'
import { burpLog, type Written, writeRequests } from './written-requests.ts'

export interface Ready {
  /** For sqlmap's `-l`. Each ends with the controls, so that they are found only by a run that came to its end. */
  readonly logs: readonly string[]
  readonly operations: number
  readonly parameters: number
}
export interface Ended {
  readonly requests: number
  /** Operations that were answered with nothing but 401 and 403. */
  readonly unreached: readonly OperationId[]
  /** Statements that PostgreSQL did not understand. */
  readonly misunderstood: readonly string[]
  readonly failed: readonly OperationId[]
}

/** They end sign-ins or take people out of use: last. */
const ending = /^(deactivate|revoke|changeStaff|end(My|Customer)?Session|removeMy)/

if (findAttack("' UNION SELECT NULL--") !== undefined) throw new Error('load no-signatures.ts first')
const logCount = Number.parseInt(process.argv[2] ?? '1', 10)
const postgres = await temporaryPostgres({ fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' })
const plain = openDatabase(postgres.url, { max: 10 })
try {
  await migrate(plain)
  const watched = watchDatabase(plain)
  const target = await startTarget({ db: watched.db, seed: 3 })
  const controls = await createControls(plain)
  const { server, answered } = createHarness(target, watched, controls, () => forgetTries(plain))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const table = target.range.table.toSorted(([a], [b]) => Number(ending.test(a)) - Number(ending.test(b)))
  await harvest(target)
  const written = table.map(([id, operation]) =>
    writeRequests(target.range.drawing, operation).map(request => ({
      ...request,
      target: `/${roleFor(target, operation)}/${id}${request.target}`,
    })),
  )
  const logs = Array.from({ length: logCount }, (_, part) => {
    const controlRequests: Written[] = [
      { method: 'GET', target: '/control/path/1*', marks: 1 },
      { method: 'POST', target: '/control/body/find', body: '{"name":"one*"}', marks: 1 },
    ]
    return burpLog(host, [...written.filter((_, i) => i % logCount === part).flat(), ...controlRequests])
  })
  const tried = written.filter(requests => requests.length > 0)
  const ready: Ready = {
    logs,
    operations: tried.length,
    parameters: tried.flat().reduce((sum, { marks }) => sum + marks, 0),
  }
  process.send!(ready)
  await Promise.race([once(process, 'message'), once(process, 'disconnect')])
  const counts = [...answered].map(([id, byStatus]) => [id, [...byStatus.keys()]] as const)
  const ended: Ended = {
    requests: [...answered.values()].flatMap(byStatus => [...byStatus.values()]).reduce((sum, count) => sum + count, 0),
    unreached: table
      .filter((_, i) => written[i]!.length > 0)
      .map(([id]) => id)
      .filter(id => counts.find(([one]) => one === id)?.[1].every(status => status === 401 || status === 403) ?? true),
    misunderstood: watched.seen,
    failed: counts.filter(([, statuses]) => statuses.includes(500)).map(([id]) => id),
  }
  if (process.connected) process.send!(ended)
  server.closeAllConnections()
  server.close()
  await target.app.close()
} finally {
  await plain.end()
  await postgres.remove()
  if (process.connected) process.disconnect()
}

/** Ids of what there is, from all that lists it, so that requests reach something. */
async function harvest({ range, send }: Target): Promise<void> {
  for (const [, { method, path, callers }] of range.table) {
    if (method !== 'GET' || path.includes('{')) continue
    const person = range.people.find(({ role }) => callers !== 'anyone' && callers.includes(role))
    const request = { method, url: path, headers: {} }
    const { status, text } = await send(person ? await person.prove(request) : request)
    if (status === 200 && text.startsWith('{')) range.drawing.pool.harvest(JSON.parse(text))
  }
}

/** Velocity rules stop who tries much, and so would keep attempts from what stands behind. */
async function forgetTries(db: Database): Promise<void> {
  await db.query('DELETE FROM ringfence.tries')
  await db.query('DELETE FROM funding.card_tries')
}
