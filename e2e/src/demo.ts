/** The demo as a newcomer starts it: one process, its own directory and port; ended by its id. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Person {
  readonly personId: string
  readonly name: string
}

export interface Demo {
  readonly url: string
  readonly customer: string
  readonly till: string
  readonly console: string
  readonly directory: string
  readonly customers: readonly (Person & { device: { alias: string; secret: string } })[]
  readonly staff: readonly (Person & { role: string; storeId: string | null })[]
  readonly terminals: readonly { terminalId: string; name: string; storeId: string; storeName: string }[]
  /** Printed gift cards; those that are not sold wait in the rack. */
  readonly giftCards: readonly { number: string; pin: string; sold: boolean }[]
  /** Runs another command of the program on the same deployment. */
  run(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }>
  stop(): Promise<void>
}

const main = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url))

export interface DemoSettings {
  /** A passkey needs a name: `localhost`. Unless given, the address. */
  readonly host?: string
  readonly environment?: Readonly<Record<string, string>>
}

export async function startDemo({ host = '127.0.0.1', environment = {} }: DemoSettings = {}): Promise<Demo> {
  const directory = await mkdtemp(join(tmpdir(), 'ringfence-e2e-'))
  await chmod(directory, 0o755)
  const port = await freePort()
  const words = ['demo', '--json', '--host', host, '--port', `${port}`, '--directory', directory]
  const child = spawn(process.execPath, [main, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  })
  let said = ''
  child.stderr.on('data', (text: Buffer) => {
    said += text.toString()
  })
  const ready = await Promise.race([firstLine(child.stdout), once(child, 'exit').then(() => undefined)])
  if (ready === undefined) throw new Error(`the demo did not start:\n${said}`)
  const { credentials, ...addresses } = JSON.parse(ready) as Pick<Demo, 'url' | 'customer' | 'till' | 'console'> & {
    credentials: string
  }
  const file = JSON.parse(await readFile(credentials, 'utf8')) as Pick<
    Demo,
    'customers' | 'staff' | 'terminals' | 'giftCards'
  >
  return {
    ...addresses,
    directory,
    customers: file.customers,
    staff: file.staff,
    terminals: file.terminals,
    giftCards: file.giftCards,
    run: (...words) => run(words.includes('--directory') ? words : [...words, '--directory', directory]),
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function run(words: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()))
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()))
  const [code] = (await once(child, 'close')) as [number]
  return { code, stdout, stderr }
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string | undefined> {
  for await (const line of createInterface({ input: stream })) return line
  return undefined
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
