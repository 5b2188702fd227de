import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { openDeployment } from '../../src/cli/deployment.ts'
import { openCustomers, selectCustomer } from '../../src/modules/wallet/index.ts'
import { removeEmbeddedPostgres } from '../../src/platform/embedded-postgres/remove.ts'
import { temporaryDirectory } from '../../src/platform/embedded-postgres/testing.ts'

const directory = await temporaryDirectory()
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
let running: ChildProcess | undefined
afterAll(async () => {
  running?.kill('SIGKILL')
  await removeEmbeddedPostgres(directory)
  await rm(directory, { recursive: true, force: true })
})

/** Runs the command; killed without a word as soon as it says a line that fits `killAt`. */
async function rotate(killAt?: RegExp): Promise<{ killed: boolean; said: string[]; out: string }> {
  running = spawn(
    process.execPath,
    [main, 'keys', 'rotate-master', '--settle-seconds', '0', '--json', '--directory', directory],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const said: string[] = []
  let out = ''
  running.stdout!.on('data', chunk => {
    out += chunk
  })
  createInterface({ input: running.stderr! }).on('line', line => {
    said.push(line)
    if (killAt?.test(line)) running?.kill('SIGKILL')
  })
  const [, signal] = await once(running, 'close')
  return { killed: signal === 'SIGKILL', said, out }
}

const people = Array.from({ length: 3_000 }, (_, i) => ({
  firstName: `Canary${i}`,
  lastName: 'Rotation',
  email: `canary${i}@example.test`,
  joinedMs: 0,
}))

async function withDeployment<T>(work: (deployment: Awaited<ReturnType<typeof openDeployment>>) => Promise<T>) {
  const deployment = await openDeployment({ directory })
  return work(deployment).finally(() => deployment.close())
}

async function expectAllOpen(ids: readonly string[]): Promise<void> {
  await withDeployment(async ({ db, masterKey }) => {
    for (const i of [0, 1, 499, 500, 1_499, 2_999])
      expect(await selectCustomer(db, masterKey, ids[i]!)).toMatchObject({ first_name: `Canary${i}` })
  })
}

test('drill: a change of the master key is killed in the middle, twice, and finished by the third run [S19]', {
  timeout: 180_000,
}, async () => {
  const ids = await withDeployment(async ({ db, masterKey }) => {
    const programme = { currency: 'USD', ceiling: undefined, masterKey }
    const opened = await db.transaction(tx => openCustomers(tx, people, programme))
    return opened.map(customer => customer!.customerId)
  })
  const before = await readFile(join(directory, 'master.key'), 'utf8')

  expect((await rotate(/^wallet\.customers\.sealed: 500$/)).killed).toBe(true)
  await expectAllOpen(ids)
  expect((await rotate(/^wallet\.customers\.sealed: \d+$/)).killed).toBe(true)
  await expectAllOpen(ids)
  expect(await readFile(join(directory, 'master.key'), 'utf8')).toBe(before)

  const last = await rotate()
  expect(last.said.at(-1)).toMatch(/^\S+: \d+$/)
  expect(JSON.parse(last.out)).toMatchObject({ inPlace: true })
  expect(JSON.parse(last.out).resealed).toBeLessThan(3_000)
  expect(await readFile(join(directory, 'master.key'), 'utf8')).not.toBe(before)
  await expectAllOpen(ids)
})
