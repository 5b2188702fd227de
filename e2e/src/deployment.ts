/** A deployment as a brand runs it, without the sandbox: `serve` on a directory of its own, with one store that an import has opened. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApps } from '../../server/src/cli/build-apps.ts'
import { clock, openDeployment } from '../../server/src/cli/deployment.ts'
import { open, seal } from '../../server/src/platform/crypto.ts'
import { freePort, type RunCommand, runIn, startProgram } from './program.ts'

export interface LiveServer {
  readonly url: string
  readonly storeName: string
  readonly run: RunCommand
  /** As if everybody had shown their passkey so much earlier: at the next renewal of their tokens it counts. */
  makeSignInsOlder(minutes: number): Promise<void>
  stop(): Promise<void>
}

const storeName = 'Pier 4'

export async function startLive(environment: Readonly<Record<string, string>>): Promise<LiveServer> {
  const directory = await mkdtemp(join(tmpdir(), 'ringfence-live-'))
  await chmod(directory, 0o755)
  await buildApps()
  const run = runIn(directory)
  const history = join(directory, 'history.csv')
  await writeFile(history, 'customer,day,amount\nformer,2026-01-05,3.20\n')
  const columns = 'customer=customer,date=day,amount=amount'
  const opened = await run('import', 'purchases', history, '--map', columns, '--store', storeName, '--currency', 'USD')
  if (opened.code !== 0) throw new Error(`the store could not be opened:\n${opened.stderr}`)
  // A passkey needs a name: `localhost`, not an address.
  const words = ['serve', '--json', '--host', 'localhost', '--port', `${await freePort()}`, '--directory', directory]
  const program = await startProgram(words, environment)
  const { url } = JSON.parse(program.ready) as { url: string }
  return {
    url,
    storeName,
    run,
    makeSignInsOlder: minutes => makeSignInsOlder(directory, minutes),
    async stop() {
      await program.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

interface Row {
  readonly idHash: Buffer
  readonly payload: Buffer
}

async function makeSignInsOlder(directory: string, minutes: number): Promise<void> {
  const { db, masterKey, close } = await openDeployment({ directory, poolMax: 1 })
  try {
    const rows = await db.query<Row>(
      `SELECT id_hash AS "idHash", payload FROM identity.provider_state WHERE model = 'RefreshToken'`,
    )
    for (const { idHash, payload } of rows) {
      const purpose = `identity.provider_state RefreshToken ${idHash.toString('hex')}`
      const token = JSON.parse(open(masterKey, purpose, payload).toString()) as { authTime: number }
      const older = Buffer.from(JSON.stringify({ ...token, authTime: token.authTime - minutes * 60 }))
      await db.query(`UPDATE identity.provider_state SET payload = $2 WHERE model = 'RefreshToken' AND id_hash = $1`, [
        idHash,
        seal(masterKey, purpose, older),
      ])
    }
    const before = new Date(clock.now() - minutes * 60_000)
    await db.query('UPDATE identity.sessions SET authenticated_at = LEAST(authenticated_at, $1)', [before])
  } finally {
    await close()
  }
}
