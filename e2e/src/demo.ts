/** The demo as a newcomer starts it: one process, its own directory and port; ended by its id. */
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, type RunCommand, runIn, startProgram } from './program.ts'

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
  readonly run: RunCommand
  stop(): Promise<void>
}

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
  const program = await startProgram(words, environment)
  const { credentials, ...addresses } = JSON.parse(program.ready) as Pick<
    Demo,
    'url' | 'customer' | 'till' | 'console'
  > & {
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
    run: runIn(directory),
    async stop() {
      await program.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
