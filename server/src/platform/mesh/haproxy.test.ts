import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { issueMesh } from './directory.ts'
import { renderHaproxy } from './haproxy.ts'
import { type MeshRole, mayAsk, meshRoles, readMeshPolicy } from './policy.ts'
import { ask, listen } from './testing.ts'

const haproxy = '/usr/sbin/haproxy'
const policy = readMeshPolicy()
const callees = ['api', 'identity', 'worker'] as const
const questions = [
  ['GET', '/v1/brand'],
  ['POST', '/v1/payments'],
  ['DELETE', '/sign-in'],
  ['GET', '/oidc/auth'],
  ['GET', '/healthz'],
  ['GET', '/healthz/more'],
] as const

test('a rendering says nothing that could be read as another line [S6]', () => {
  const inbound = { listen: '127.0.0.1:1', target: '127.0.0.1:2' }
  const usual = { role: 'api', inbound, directory: '/mesh' } as const
  const render = (changed: Partial<typeof inbound>) =>
    renderHaproxy(policy, { ...usual, inbound: { ...inbound, ...changed } })
  expect(() => render({ listen: '127.0.0.1:1\n    bind :80' })).toThrow("can't stand")
  expect(() => render({ target: '192.0.2.7:2' })).toThrow('plain text')
  const outbound = [{ role: 'identity', listen: '0.0.0.0:1', target: '192.0.2.7:2' }] as const
  expect(() => renderHaproxy(policy, { ...usual, outbound })).toThrow('plain text')
  expect(renderHaproxy({ ...policy, rules: [] }, usual)).toContain('deny deny_status 403 unless FALSE')
})

if (!existsSync(haproxy)) console.error('SKIPPED: HAProxy is not installed; its side-cars are not tested')

describe.skipIf(!existsSync(haproxy))('HAProxy as the side-car', () => {
  let directory: string
  let backend: Server
  const children: ChildProcess[] = []
  const urls = new Map<MeshRole, string>()

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ringfence-haproxy-'))
    await issueMesh({ directory, policy }, meshRoles, Date.now())
    backend = createServer((request, response) => response.end(String(request.headers['x-forwarded-for'])))
    const target = new URL(await listen(backend)).host
    for (const role of callees) {
      const listenAt = await freeAddress()
      const file = join(directory, `${role}.cfg`)
      await writeFile(file, renderHaproxy(policy, { role, inbound: { listen: listenAt, target }, directory }))
      const child = spawn(haproxy, ['-db', '-q', '-f', file], { stdio: ['ignore', 'ignore', 'inherit'] })
      children.push(child)
      urls.set(role, `https://${listenAt}`)
      while (!(await isListening(listenAt))) await sleep(20)
    }
  })
  afterAll(async () => {
    for (const child of children) {
      child.kill()
      if (child.exitCode === null) await once(child, 'exit')
    }
    backend.close()
    await rm(directory, { recursive: true })
  })

  const shownBy = async (role: MeshRole) => {
    const pem = await readFile(join(directory, `${role}.pem`), 'utf8')
    return { ...(await trusting()), cert: pem, key: pem }
  }
  const trusting = async () => ({
    ca: await readFile(join(directory, 'ca.pem'), 'utf8'),
    checkServerIdentity: () => undefined,
    agent: false as const,
  })

  const pairs = meshRoles.flatMap(caller => callees.map(callee => [caller, callee] as const))
  test.each(pairs)('lets %s ask %s exactly what the processes themselves would [S6]', async (caller, callee) => {
    const shown = await shownBy(caller)
    for (const [method, path] of questions) {
      const due = mayAsk(policy, { caller, callee, method, path }) ? 200 : 403
      expect([method, path, await ask(urls.get(callee)! + path, { ...shown, method })]).toEqual([method, path, due])
    }
  })

  test('takes nobody without a certificate, and no TLS 1.2 [S6]', async () => {
    const refused = /^(ECONNRESET|EPIPE|EPROTO|ERR_SSL_.*)$/
    expect(await ask(`${urls.get('api')}/healthz`, await trusting())).toMatch(refused)
    const old = { ...(await shownBy('edge')), maxVersion: 'TLSv1.2' as const }
    expect(await ask(`${urls.get('api')}/healthz`, old)).toMatch(refused)
  })
})

async function freeAddress(): Promise<string> {
  const probe = createServer()
  const { host } = new URL(await listen(probe))
  await new Promise(resolve => probe.close(resolve))
  return host
}

async function isListening(address: string): Promise<boolean> {
  const [host = '', port = ''] = address.split(':')
  const socket = connect(Number.parseInt(port, 10), host)
  return new Promise(resolve => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  }).then(isOpen => {
    socket.destroy()
    return isOpen === true
  })
}
