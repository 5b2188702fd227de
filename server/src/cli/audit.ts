/** `ringfence audit …`: verify the trail in the database or in a file, export it. */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { Command, Option } from 'commander'
import { exportTrail, type Verified, verifyTrail, verifyTrailFile } from '../modules/audit/index.ts'
import type { openDeployment } from './deployment.ts'
import { say, sayJson } from './say.ts'

type OpenDeployment = typeof openDeployment
interface Options {
  directory: string
  databaseUrl?: string
  file?: string
  head: string[]
  key: string[]
  json?: boolean
}
const directoryOption = () =>
  new Option('--directory <path>', 'holds the embedded database, keys and notes')
    .env('RINGFENCE_DIRECTORY')
    .default('.ringfence')
const databaseOption = () =>
  new Option('--database-url <url>', 'PostgreSQL 15 or newer instead of the embedded one').env('DATABASE_URL')
const addTo = (text: string, before: string[]) => [...before, text]

export function verifyAuditCommand(open: OpenDeployment): Command {
  return new Command('verify')
    .description('compute the trail of deeds anew; exit status 1 when a row was changed, removed, put in or moved')
    .option('--file <file>', 'an export instead of the database; needs neither the database nor our keys')
    .option(
      '--head <jws>',
      'a signed head that was kept elsewhere and must still be passed; may be given often',
      addTo,
      [],
    )
    .option('--key <thumbprint>', 'with --file: a signing key to trust; may be given often', addTo, [])
    .addOption(directoryOption())
    .addOption(databaseOption())
    .addOption(new Option('--json', 'answer as JSON on standard output'))
    .action(async (options: Options) => {
      const verified =
        options.file === undefined
          ? await verifyDatabase(open, options)
          : await verifyTrailFile(options.file, { keyIds: options.key, heads: options.head })
      if (options.json) sayJson(verified)
      else sayVerified(verified)
      process.exitCode = verified.ok ? 0 : 1
    })
}

async function verifyDatabase(open: OpenDeployment, options: Options): Promise<Verified> {
  const deployment = await open(options)
  return verifyTrail(deployment.db, deployment.masterKey, options.head).finally(() => deployment.close())
}

export function exportAuditCommand(open: OpenDeployment): Command {
  return new Command('export')
    .description('write the whole trail to a file, with its seals and public keys, for others to verify')
    .argument('<file>', 'is written anew')
    .addOption(directoryOption())
    .addOption(databaseOption())
    .action(async (file: string, options: Options) => {
      const deployment = await open(options)
      const out = createWriteStream(file, { mode: 0o600 })
      let events = 0
      try {
        const exported = await exportTrail(deployment.db, deployment.masterKey, async line => {
          if (!out.write(`${line}\n`)) await once(out, 'drain')
        })
        events = exported.events
        out.end()
        await once(out, 'finish')
      } finally {
        await deployment.close()
      }
      say(`${events} events are in ${file}.`)
    })
}

function sayVerified({ ok, events, batches, faults, head }: Verified): void {
  for (const { problem, batch, number, detail } of faults) {
    const where = number === null ? `seal ${batch ?? '?'}` : `event ${number}`
    say(`WRONG  ${where}: ${problem}: ${detail}`)
  }
  if (head)
    say(`The head to keep elsewhere (seal ${head.batch}, up to event ${head.number}, ${head.at}):\n${head.signed}`)
  say(ok ? `The trail is whole: ${events} events under ${batches} seals.` : 'THE TRAIL WAS CHANGED.')
}
