/** `.ringfence/demo.json`: addresses and sandbox credentials, for the command line and for whoever looks. Readable by its owner. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient, type PrivateKeyJwk } from '@ringfence/contract'
import type { DemoSeed } from '../demo/seed-demo.ts'

export interface DemoFile {
  readonly path: string
  readonly addresses: {
    readonly url: string
    readonly customer: string
    readonly till: string
    readonly console: string
  }
  /** The first till, with a signing key that is enrolled for it. */
  readonly till: {
    readonly terminalId: string
    readonly personId: string
    readonly storeId: string
    readonly key: PrivateKeyJwk
  }
  readonly customers: DemoSeed['customers']
  readonly staff: DemoSeed['staff']
  readonly terminals: DemoSeed['terminals']
  readonly giftCards: DemoSeed['giftCards']
}

const pathOf = (directory: string) => join(directory, 'demo.json')

export async function readDemoFile(directory: string): Promise<DemoFile | undefined> {
  const text = await readFile(pathOf(directory), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as DemoFile)
}

/** Enrols the command line's till key with the running server, and writes the file whole. */
export async function writeDemoFile(directory: string, url: string, seed: DemoSeed): Promise<DemoFile> {
  const path = pathOf(directory)
  const terminal = seed.terminals[0]!
  const cashier = seed.staff.find(person => person.role === 'cashier' && person.storeId === terminal.storeId)!
  const manager = seed.staff.find(person => person.role === 'administrator')!
  const key = (await readDemoFile(directory))?.till.key ?? (await newKey())
  await enrol(url, terminal.terminalId, key)
  const file: DemoFile = {
    path,
    addresses: {
      url,
      customer: `${url}/app/?as=${seed.customers[0]!.personId}`,
      till: `${url}/till/?till=${terminal.terminalId}&as=${cashier.personId}`,
      console: `${url}/console/?as=${manager.personId}`,
    },
    till: { terminalId: terminal.terminalId, personId: cashier.personId, storeId: terminal.storeId, key },
    ...seed,
  }
  await writeFile(`${path}.new`, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 })
  await rename(`${path}.new`, path)
  return file
}

async function newKey(): Promise<PrivateKeyJwk> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const { d, x, y } = await crypto.subtle.exportKey('jwk', pair.privateKey)
  return { kty: 'EC', crv: 'P-256', d: d!, x: x!, y: y! }
}

async function enrol(url: string, terminalId: string, { kty, crv, x, y }: PrivateKeyJwk): Promise<void> {
  const answer = await createClient({ baseUrl: url }).enrolSandboxTerminal({
    params: { id: terminalId },
    body: { kty, crv, x, y },
  })
  if (!answer.ok) throw new Error(`the till's key could not be enrolled: ${answer.problem.title}`)
}
