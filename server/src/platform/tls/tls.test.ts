import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { Agent } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SecureVersion } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMeshAuthority, issueMeshCertificate, type MeshAuthority } from '../mesh/certificates.ts'
import { ask, askFor, listen } from '../mesh/testing.ts'
import { requireDatabaseTls } from './database-tls.ts'
import { requireTlsBeyondLoopback } from './listening.ts'
import { publicTls, type TlsListener, type TlsVersion } from './public-tls.ts'

const directory = await mkdtemp(join(tmpdir(), 'ringfence-tls-'))
const certificateFile = join(directory, 'cert.pem')
const keyFile = join(directory, 'key.pem')
const errors: unknown[] = []
let authority: MeshAuthority
let ca: string
const listeners: { tls: TlsListener; server: Server; url: string }[] = []

/** The authority of the mesh serves like another. */
async function writePair(file = certificateFile): Promise<void> {
  const pem = await issueMeshCertificate(authority, { role: 'edge', trustDomain: 'tls.test', nowMs: Date.now() })
  await writeFile(keyFile, pem.slice(pem.indexOf('-----BEGIN PRIVATE KEY')))
  await writeFile(file, pem)
}

beforeAll(async () => {
  authority = await createMeshAuthority('tls.test', Date.now())
  ca = authority.certificate
  await writePair()
  for (const versionMin of ['1.3', '1.2'] as const) await start(versionMin)
})
afterAll(async () => {
  for (const { tls, server } of listeners) {
    await tls.close()
    server.closeAllConnections()
    server.close()
  }
  await rm(directory, { recursive: true })
})

async function start(versionMin: TlsVersion): Promise<void> {
  const tls = await publicTls({ certificateFile, keyFile, versionMin }, error => errors.push(error))
  const server = tls.makeServer({}, (_request, response) => response.end('yes'))
  listeners.push({ tls, server, url: (await listen(server)).replace('http:', 'https:') })
}

const asking = (version?: SecureVersion) => ({
  ca,
  checkServerIdentity: () => undefined,
  agent: false,
  ciphers: 'ALL:@SECLEVEL=0', // so that it is the server who refuses what is old
  ...(version === undefined ? {} : { minVersion: version, maxVersion: version }),
})

describe.each([
  { index: 0, versions: ['TLSv1.3'] },
  { index: 1, versions: ['TLSv1.2', 'TLSv1.3'] },
])('of all versions, only $versions are spoken', ({ index, versions }) => {
  test.each(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const)(
    'to %s the answer is as it should be [S1]',
    async version => {
      const answer = await ask(`${listeners[index]!.url}/`, asking(version))
      if (versions.includes(version)) expect(answer).toBe(200)
      else expect(answer).toMatch(/^(EPROTO|ECONNRESET|ERR_SSL_.*)$/)
    },
  )

  test('to plain text there is no answer [S1]', async () => {
    expect(await ask(listeners[index]!.url.replace('https:', 'http:'))).toMatch(/^(ECONNRESET|HPE_.*)$/)
  })

  test.skipIf(!existsSync('/usr/bin/sslscan'))(
    'as sslscan sees it, too, with nothing weak among the ciphers [S1]',
    async () => {
      const address = new URL(listeners[index]!.url).host
      const { stdout } = await promisify(execFile)('/usr/bin/sslscan', [
        '--no-colour',
        '--no-check-certificate',
        address,
      ])
      const enabled = [...stdout.matchAll(/^(SSLv\d|TLSv1\.\d)\s+enabled$/gm)].map(match => match[1])
      expect(enabled.sort()).toEqual(versions)
      const ciphers = [...stdout.matchAll(/^(?:Accepted|Preferred)\s+\S+\s+\d+ bits\s+(\S+)/gm)].map(match => match[1]!)
      expect(ciphers.length).toBeGreaterThan(2)
      expect(ciphers.filter(cipher => !/^(TLS_|ECDHE-).*(GCM|CHACHA20)/.test(cipher))).toEqual([])
      expect(stdout).toMatch('Session renegotiation not supported')
    },
    60_000,
  )
})

test('a new certificate is shown as soon as its files are there; half of a new pair changes nothing [S1]', async () => {
  const { tls, url } = listeners[0]!
  const shown = async () => (await askFor(url, asking())).peer
  const before = await shown()
  const agent = new Agent({ keepAlive: true })
  expect(await ask(url, { ...asking(), agent })).toBe(200)
  await writePair(join(directory, 'not-yet.pem')) // the key alone is new
  await expect(tls.look()).rejects.toThrow('not one of the TLS key')
  expect(await shown()).toBe(before)
  await writeFile(certificateFile, await readFile(join(directory, 'not-yet.pem')))
  await tls.look()
  expect(await shown()).not.toBe(before)
  expect(await ask(url, { ...asking(), agent })).toBe(200)
  agent.destroy()
})

test('a certificate that is not there, or not of the key, stops the start [S1]', async () => {
  const nowhere = { certificateFile: join(directory, 'none.pem'), keyFile }
  await expect(publicTls(nowhere, () => {})).rejects.toThrow('ENOENT')
})

test('nothing that another machine reaches is served without TLS [S1]', () => {
  for (const host of ['0.0.0.0', '::', '192.0.2.1', 'pay.example', '127.0.0.1.example']) {
    expect(() => requireTlsBeyondLoopback(host, false)).toThrow('TLS is not set up')
    expect(() => requireTlsBeyondLoopback(host, true)).not.toThrow()
  }
  for (const host of ['127.0.0.1', '::1', 'localhost'])
    expect(() => requireTlsBeyondLoopback(host, false)).not.toThrow()
})

describe('a database on another machine is reached with a verified name or not at all', () => {
  test.each([
    'postgres://u:secret@db.example/x',
    'postgres://u:secret@db.example/x?sslmode=require',
    'postgres://u:secret@db.example/x?sslmode=verify-ca',
    'postgres://u:secret@db.example/x?sslmode=no-verify',
    'postgres://u:secret@db.example/x?sslmode=disable',
    'postgres://u:secret@db.example/x?sslmode=verify-full&sslmode=disable',
    'postgres://u:secret@localhost/x?host=db.example',
    'postgres://u:secret@192.0.2.7:5432/x?sslmode=prefer',
  ])('%s is refused, without a word of the password [S1]', url => {
    const refusal = () => requireDatabaseTls(url, 'DATABASE_URL')
    expect(refusal).toThrow(/^DATABASE_URL: .*sslmode=verify-full/)
    expect(refusal).not.toThrow('secret')
  })

  test.each([
    'postgres://u:secret@db.example/x?sslmode=verify-full',
    'postgres://u@127.0.0.1/x',
    'postgres://u@[::1]:5432/x',
    'postgres://u@localhost/x',
    'postgres://u@/x?host=/run/postgresql',
  ])('%s is taken [S1]', url => {
    expect(() => requireDatabaseTls(url, 'DATABASE_URL')).not.toThrow()
  })
})
