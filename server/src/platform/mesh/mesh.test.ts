import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { Agent, type RequestOptions, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMeshAuthority, issueMeshCertificate } from './certificates.ts'
import { meshClient } from './client.ts'
import { followMesh } from './credentials.ts'
import { issueMesh, renewMesh } from './directory.ts'
import { type MeshRole, meshRoles, readMeshPolicy } from './policy.ts'
import { ask, askFor, type MeshServer, meshServer } from './testing.ts'

const policy = readMeshPolicy()
const directory = await mkdtemp(join(tmpdir(), 'ringfence-mesh-'))
const mesh = { directory, policy }
const now = () => Date.now()
const servers = new Map<MeshRole, MeshServer>()
const urlOf = (role: MeshRole) => servers.get(role)!.url

beforeAll(async () => {
  await issueMesh(mesh, meshRoles, now())
  for (const role of meshRoles) servers.set(role, await meshServer(mesh, role, now))
})
afterAll(async () => {
  await Promise.all([...servers.values()].map(server => server.close()))
  await rm(directory, { recursive: true })
})

/** What a role shows of itself; with names unchecked, as an attacker would. */
async function shownBy(role: MeshRole): Promise<RequestOptions> {
  const pem = await readFile(join(directory, `${role}.pem`), 'utf8')
  return { ...(await trusting()), cert: pem, key: pem }
}
async function trusting(): Promise<RequestOptions> {
  const ca = await readFile(join(directory, 'ca.pem'), 'utf8')
  return { ca, checkServerIdentity: () => undefined, agent: false }
}

const questions = [
  ['GET', '/v1/brand'],
  ['POST', '/v1/payments'],
  ['GET', '/oidc/auth'],
  ['POST', '/sign-in'],
  ['GET', '/.well-known/jwks.json'],
  ['GET', '/healthz'],
  ['GET', '/app/'],
] as const
const health = 'GET /healthz'
/** Said here once more, so that a slip in the policy file shows. */
const allowed: Partial<Record<`${MeshRole} ${MeshRole}`, string[]>> = {
  'edge api': ['GET /v1/brand', 'POST /v1/payments', health],
  'edge identity': ['GET /oidc/auth', 'POST /sign-in', 'GET /.well-known/jwks.json', health],
  'worker api': [health],
  'worker identity': [health],
}

const pairs = meshRoles.flatMap(caller => meshRoles.map(callee => [caller, callee] as const))
test.each(pairs)('%s asks %s what the policy names, and nothing else is answered [S5] [S6]', async (caller, callee) => {
  const shown = await shownBy(caller)
  const answers = await Promise.all(
    questions.map(async ([method, path]) => [
      `${method} ${path}`,
      await ask(urlOf(callee) + path, { ...shown, method }),
    ]),
  )
  const due = allowed[`${caller} ${callee}`] ?? []
  expect(answers).toEqual(
    questions.map(([method, path]) => [`${method} ${path}`, due.includes(`${method} ${path}`) ? 200 : 403]),
  )
})

describe('there is no way in', () => {
  const refused = /^(ECONNRESET|EPIPE|ERR_SSL_.*)$/

  test('without a certificate [S5] [S6]', async () => {
    expect(await ask(`${urlOf('api')}/healthz`, await trusting())).toMatch(refused)
  })

  test('with a certificate of the right name from another authority [S5] [S6]', async () => {
    const other = await createMeshAuthority(policy.trustDomain, now())
    const pem = await issueMeshCertificate(other, { role: 'edge', trustDomain: policy.trustDomain, nowMs: now() })
    expect(await ask(`${urlOf('api')}/healthz`, { ...(await trusting()), cert: pem, key: pem })).toMatch(refused)
  })

  test('with a certificate that has ended [S5] [S6]', async () => {
    const pem = await issued('edge', { nowMs: now() - 120_000, lifeMs: 60_000 })
    expect(await ask(`${urlOf('api')}/healthz`, { ...(await trusting()), cert: pem, key: pem })).toMatch(refused)
  })

  test('with a certificate of our authority for another trust domain [S6]', async () => {
    const pem = await issued('edge', { trustDomain: 'other.internal' })
    expect(await ask(`${urlOf('api')}/healthz`, { ...(await trusting()), cert: pem, key: pem })).toBe(403)
  })

  test('with TLS 1.2 [S1] [S6]', async () => {
    const shown = await shownBy('edge')
    expect(await ask(`${urlOf('api')}/healthz`, { ...shown, maxVersion: 'TLSv1.2' })).toMatch(/^(EPROTO|ERR_SSL_.*)$/)
  })

  test('in plain text [S1] [S6]', async () => {
    expect(await ask(`${urlOf('api').replace('https:', 'http:')}/healthz`)).toMatch(/^(ECONNRESET|EPIPE|HPE_.*)$/)
  })
})

test('a connection that stands ends with its certificate [S6]', async () => {
  let offsetMs = 0
  const server = await meshServer(mesh, 'api', () => now() + offsetMs)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const shown = { ...(await shownBy('edge')), agent }
  expect(await ask(`${server.url}/healthz`, shown)).toBe(200)
  offsetMs = 25 * 3_600_000
  expect(await ask(`${server.url}/healthz`, shown)).toBe(403)
  agent.destroy()
  await server.close()
})

test('a client of the mesh sends nothing to another role than it means [S6]', async () => {
  const credentials = await followMesh(mesh, 'edge', () => {})
  const client = meshClient(credentials, policy, { role: 'identity', url: urlOf('api') })
  const sent = request({ ...client.options(), path: '/healthz' }).end()
  const [error] = (await once(sent, 'error')) as [Error]
  expect(error.message).toContain('the other end is not identity')
  client.close()
  await credentials.close()
})

test('certificates are exchanged while requests run, and none fails [S6]', async () => {
  let release = () => {}
  const held = new Promise<void>(resolve => {
    release = resolve
  })
  const server = await meshServer(mesh, 'api', now, async (asked, response) => {
    if (asked.url === '/v1/brand') await held
    response.end('yes')
  })
  const credentials = await followMesh(mesh, 'edge', () => {})
  const client = meshClient(credentials, policy, { role: 'api', url: server.url })
  const get = (path: string) => askFor(`${server.url}${path}`, { ...client.options(), path })
  const before = await get('/healthz')
  const slow = get('/v1/brand')
  await issueMesh(mesh, ['edge', 'api'], now())
  await Promise.all([server.look(), credentials.look()])
  const after = await get('/healthz')
  expect(after.status).toBe(200)
  expect(after.peer).not.toBe(before.peer)
  release()
  expect(await slow).toMatchObject({ status: 200, body: 'yes' })
  client.close()
  await Promise.all([server.close(), credentials.close()])
})

test('what is renewed is what has lived half its life, and only where the authority has its key [S6]', async () => {
  expect(await renewMesh(mesh, now())).toBe(0)
  expect(await renewMesh(mesh, now() + 13 * 3_600_000)).toBe(meshRoles.length)
  expect(await renewMesh({ ...mesh, directory: join(directory, 'nowhere') }, now())).toBe(0)
  await issueMesh(mesh, meshRoles, now())
})

test('keys are for their owner alone to read [S6]', async () => {
  for (const name of ['ca.key', ...meshRoles.map(role => `${role}.pem`)]) {
    expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600)
  }
})

test('a certificate of another role, or a file that is none, is not taken; the last good one stays [S6]', async () => {
  await expect(followMesh({ ...mesh, directory: tmpdir() }, 'api', () => {})).rejects.toThrow('ringfence mesh issue')
  const copy = await mkdtemp(join(tmpdir(), 'ringfence-mesh-'))
  await writeFile(join(copy, 'ca.pem'), await readFile(join(directory, 'ca.pem')))
  await writeFile(join(copy, 'api.pem'), await readFile(join(directory, 'edge.pem')))
  await expect(followMesh({ directory: copy, policy }, 'api', () => {})).rejects.toThrow('not the certificate of')
  await writeFile(join(copy, 'api.pem'), await readFile(join(directory, 'api.pem')))
  const followed = await followMesh({ directory: copy, policy }, 'api', () => {})
  const { cert } = followed.current()
  await writeFile(join(copy, 'api.pem'), 'half a fi')
  await expect(followed.look()).rejects.toThrow()
  expect(followed.current().cert).toBe(cert)
  await followed.close()
  await rm(copy, { recursive: true })
})

test('a policy file that says anything else than who may ask whom for what is refused [S6]', async () => {
  const file = join(directory, 'policy.json')
  const rule = { caller: 'edge', callee: 'api', methods: ['GET'], paths: ['/v1/*'] }
  for (const wrong of [
    { ...rule, caller: 'admin' },
    { ...rule, paths: ['/v1/ }'] },
    { ...rule, allow: true },
    { ...rule, methods: [] },
  ]) {
    await writeFile(file, JSON.stringify({ trustDomain: 'a.internal', rules: [wrong] }))
    expect(() => readMeshPolicy(file)).toThrow('is no mesh policy')
  }
  await writeFile(file, JSON.stringify({ trustDomain: 'a.internal', rules: [rule] }))
  expect(readMeshPolicy(file).rules).toEqual([rule])
})

async function issued(
  role: MeshRole,
  wanted: { nowMs?: number; lifeMs?: number; trustDomain?: string },
): Promise<string> {
  const [certificate, key] = await Promise.all(
    ['ca.pem', 'ca.key'].map(name => readFile(join(directory, name), 'utf8')),
  )
  const usual = { role, trustDomain: policy.trustDomain, nowMs: now() }
  return issueMeshCertificate({ certificate: certificate!, key: key! }, { ...usual, ...wanted })
}
