import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { newId } from '../../kernel/ids.ts'
import { postgresCounter } from './counters.ts'
import { createLeases } from './leases.ts'
import type { Order } from './testing-program.ts'

const db = await testDatabase()
const program = fileURLToPath(new URL('./testing-program.ts', import.meta.url))

async function start(kind: 'postgres' | 'redis', url: string): Promise<ChildProcess> {
  const child = fork(program, [kind, url])
  await once(child, 'message')
  return child
}

async function admitted(child: ChildProcess, order: Order): Promise<number> {
  child.send(order)
  const [count] = (await once(child, 'message')) as [number]
  return count
}

async function overTwoProcesses(kind: 'postgres' | 'redis', url: string, orders: readonly [Order, Order]) {
  const children = await Promise.all([start(kind, url), start(kind, url)])
  try {
    return await Promise.all(children.map((child, i) => admitted(child, orders[i]!)))
  } finally {
    for (const child of children) child.disconnect()
    await Promise.all(children.map(child => once(child, 'exit')))
  }
}

describe('a limit in PostgreSQL', () => {
  test('of 400 requests at once, over two processes, exactly 100 are admitted [S9]', async () => {
    const order = { key: newId(), limit: 100, requests: 200 }
    const [one, other] = await overTwoProcesses('postgres', db.url, [order, order])
    expect(one! + other!).toBe(100)
  })
  test('one process may use what the other leaves [S9]', async () => {
    const key = newId()
    const counts = await overTwoProcesses('postgres', db.url, [
      { key, limit: 1_000, requests: 3 },
      { key, limit: 1_000, requests: 2_000 },
    ])
    expect(counts[0]! + counts[1]!).toBeGreaterThanOrEqual(996)
    expect(counts[0]! + counts[1]!).toBeLessThanOrEqual(1_000)
  })
  test('far below the limit, few requests ask the database [S9]', async () => {
    let asked = 0
    const counter = postgresCounter({
      query: (...query) => {
        asked += 1
        return db.query(...query)
      },
    })
    const leases = createLeases(counter)
    const key = newId()
    for (let i = 0; i < 2_000; i += 1) expect((await leases.take(key, 10_000)).isAdmitted).toBe(true)
    expect(asked).toBeLessThan(20)
  })
})

const hasRedis = spawnSync('redis-server', ['--version']).status === 0

describe.skipIf(!hasRedis)('a limit in Redis', () => {
  test('of 400 requests at once, over two processes, exactly 100 are admitted [S9]', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ringfence-redis-'))
    const port = await freePort()
    const server = spawn('redis-server', ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', directory])
    try {
      await new Promise<void>(resolve => {
        server.stdout.on('data', text => String(text).includes('Ready to accept connections') && resolve())
      })
      const order = { key: newId(), limit: 100, requests: 200 }
      const [one, other] = await overTwoProcesses('redis', `redis://127.0.0.1:${port}`, [order, order])
      expect(one! + other!).toBe(100)
    } finally {
      server.kill()
      await once(server, 'exit')
      await rm(directory, { recursive: true })
    }
  })
})

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  await new Promise(resolve => probe.close(resolve))
  return port
}
