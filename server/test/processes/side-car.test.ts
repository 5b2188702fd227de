import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadMasterKey } from '../../src/platform/crypto.ts'
import { openKeyRing } from '../../src/platform/key-ring.ts'
import { createMeshAuthority, issueMeshCertificate } from '../../src/platform/mesh/certificates.ts'
import { ask } from '../../src/platform/mesh/testing.ts'
import { endProcess } from '../crash/processes.ts'
import { addServedBrand } from '../crash/served-brand.ts'
import { freePort, untilReady } from '../crash/server-program.ts'
import { testDatabase } from '../database.ts'

const haproxy = '/usr/sbin/haproxy'
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const db = await testDatabase()
const directory = await mkdtemp(join(tmpdir(), 'ringfence-side-car-'))
const children: ChildProcess[] = []
const [apiPort, apiCar, edgePort, edgeCar] = [await freePort(), await freePort(), await freePort(), await freePort()]
const origin = `http://127.0.0.1:${edgePort}`
const inMesh = (name: string) => readFile(join(directory, 'mesh', name), 'utf8')
const run = (...words: string[]) =>
  execFileSync(process.execPath, [main, ...words, '--directory', directory], { encoding: 'utf8' })
const serveWords = (role: string, port: number) =>
  `serve --role ${role} --side-car --sandbox --json --log-level silent --origin ${origin} --port ${port}`
    .split(' ')
    .concat('--directory', directory, '--database-url', db.url)

if (!existsSync(haproxy)) console.error('SKIPPED: HAProxy is not installed; processes behind side-cars are not tested')

beforeAll(() => void run('mesh', 'issue'))
afterAll(async () => {
  for (const child of children) await endProcess(child, 'SIGTERM')
  await rm(directory, { recursive: true, force: true })
})

test('behind a side-car nothing listens in plain text beyond loopback, nor with a secret that others can read [S1] [S6]', async () => {
  const refusal = (...more: string[]) => {
    const { status, stderr } = spawnSync(process.execPath, [main, ...serveWords('api', apiPort), ...more], {
      encoding: 'utf8',
    })
    return { status, stderr: stderr.trim() }
  }
  const beyond = refusal('--host', '0.0.0.0')
  expect(beyond.status).toBe(1)
  expect(beyond.stderr).toMatch(/^.*--side-car listens in plain text, so on 127\.0\.0\.1 only, not on 0\.0\.0\.0$/)
  await chmod(join(directory, 'mesh/api.side-car'), 0o644)
  expect(refusal().stderr).toContain('can be read by others')
  await chmod(join(directory, 'mesh/api.side-car'), 0o600)
})

describe.skipIf(!existsSync(haproxy))('edge, its side-car, the side-car of api, api', () => {
  beforeAll(async () => {
    await addServedBrand(db, await openKeyRing(db, await loadMasterKey(directory), Date.now()))
    await startCar('api', '--listen', `127.0.0.1:${apiCar}`, '--target', `127.0.0.1:${apiPort}`)
    await startCar('edge', '--to', `api=127.0.0.1:${edgeCar}=127.0.0.1:${apiCar}`)
    await Promise.all([apiCar, edgeCar].map(untilOpen))
    await startServer(serveWords('api', apiPort))
    const identity = ['--identity-url', `http://127.0.0.1:${edgeCar}`] // asked for nothing here
    await startServer([...serveWords('edge', edgePort), '--api-url', `http://127.0.0.1:${edgeCar}`, ...identity])
  })

  const secretOf = async (role: string) => (await inMesh(`${role}.side-car`)).trim().split(' ')[1]!
  const certificateOf = async (role: string) => {
    const pem = await inMesh(`${role}.pem`)
    return pem.slice(0, pem.indexOf('-----END')).replace('-----BEGIN CERTIFICATE-----', '').replaceAll(/\s/g, '')
  }
  const trusting = async () => ({
    ca: await inMesh('ca.pem'),
    checkServerIdentity: () => undefined,
    agent: false as const,
  })
  const shownBy = async (role: string) => {
    const pem = await inMesh(`${role}.pem`)
    return { ...(await trusting()), cert: pem, key: pem }
  }
  const car = `https://127.0.0.1:${apiCar}`
  const plain = `http://127.0.0.1:${apiPort}`
  const refused = /^(ECONNRESET|EPIPE|EPROTO|ERR_SSL_.*)$/

  test('a real request goes all the way and is answered [S5] [S6]', async () => {
    const answer = await fetch(`${origin}/v1/brand`)
    expect([answer.status, await answer.json()]).toMatchObject([200, { name: expect.any(String) }])
    expect((await fetch(`${origin}/v1/me`)).status).toBe(401)
  })

  test('without a certificate, or with one of another authority, there is no way in [S6]', async () => {
    expect(await ask(`${car}/v1/brand`, await trusting())).toMatch(refused)
    const other = await createMeshAuthority('ringfence.internal', Date.now())
    const wanted = { role: 'edge', trustDomain: 'ringfence.internal', nowMs: Date.now() } as const
    const pem = await issueMeshCertificate(other, wanted)
    expect(await ask(`${car}/v1/brand`, { ...(await trusting()), cert: pem, key: pem })).toMatch(refused)
  })

  test('who shows the certificate of another role, or one of another trust domain, is refused [S6]', async () => {
    expect(await ask(`${car}/v1/brand`, await shownBy('edge'))).toBe(200)
    expect(await ask(`${car}/v1/brand`, await shownBy('worker'))).toBe(403)
    const authority = { certificate: await inMesh('ca.pem'), key: await inMesh('ca.key') }
    const wanted = { role: 'edge', trustDomain: 'other.internal', nowMs: Date.now() } as const
    const pem = await issueMeshCertificate(authority, wanted)
    expect(await ask(`${car}/v1/brand`, { ...(await trusting()), cert: pem, key: pem })).toBe(403)
  })

  test('headers that say to be another are overwritten by the side-car [S6] [A25]', async () => {
    const forged = { 'x-mesh-certificate': await certificateOf('edge'), 'x-mesh-secret': await secretOf('api') }
    expect(await ask(`${car}/v1/brand`, { ...(await shownBy('worker')), headers: forged })).toBe(403)
    expect(await ask(`${car}/healthz`, { ...(await shownBy('worker')), headers: forged })).toBe(200)
  })

  test('who talks to the plain port directly is nobody, whatever the headers say, without the secret [S6] [A25]', async () => {
    const certificate = await certificateOf('edge')
    const asked = async (headers: Record<string, string | string[]>) => ask(`${plain}/v1/brand`, { headers })
    expect(await asked({})).toBe(403)
    expect(await asked({ 'x-mesh-certificate': certificate })).toBe(403)
    expect(await asked({ 'x-mesh-certificate': certificate, 'x-mesh-secret': '0'.repeat(64) })).toBe(403)
    const secret = await secretOf('api')
    expect(await asked({ 'x-mesh-certificate': certificate, 'x-mesh-secret': await secretOf('edge') })).toBe(403)
    expect(await asked({ 'x-mesh-certificate': 'edge', 'x-mesh-secret': secret })).toBe(403)
    expect(await asked({ 'x-mesh-secret': secret })).toBe(403)
  })

  test('the process itself enforces the policy, too: what its side-car let through is checked again [S6]', async () => {
    const headers = { 'x-mesh-secret': await secretOf('api') }
    const by = async (role: string, path: string) =>
      ask(plain + path, { headers: { ...headers, 'x-mesh-certificate': await certificateOf(role) } })
    expect([await by('edge', '/v1/brand'), await by('worker', '/v1/brand')]).toEqual([200, 403])
    expect([await by('worker', '/healthz'), await by('edge', '/oidc/auth')]).toEqual([200, 403])
  })

  test("nobody else on the machine speaks with the edge's certificate through its side-car [S6] [A25]", async () => {
    const out = `http://127.0.0.1:${edgeCar}/v1/brand`
    expect(await ask(out)).toBe(403)
    expect(await ask(out, { headers: { 'x-mesh-secret': await secretOf('api') } })).toBe(403)
    expect(await ask(out, { headers: { 'x-mesh-secret': await secretOf('edge') } })).toBe(200)
  })
})

async function startCar(role: string, ...words: string[]): Promise<void> {
  const file = join(directory, `${role}.cfg`)
  await writeFile(file, run('mesh', 'render', 'haproxy', '--role', role, ...words))
  children.push(spawn(haproxy, ['-db', '-q', '-f', file], { stdio: ['ignore', 'ignore', 'inherit'] }))
}

async function startServer(words: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  await untilReady(child)
}

async function untilOpen(port: number): Promise<void> {
  const isOpen = await new Promise<boolean>(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
  if (isOpen) return
  await sleep(20)
  return untilOpen(port)
}
