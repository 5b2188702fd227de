/** `ringfence keys …`: change the key that signs access tokens. */
import { Command, Option } from 'commander'
import { recordIn } from '../modules/audit/index.ts'
import { rotateSigningKey } from '../modules/identity/index.ts'
import { clock, type openDeployment } from './deployment.ts'
import { say, sayJson } from './say.ts'

interface Options {
  directory: string
  databaseUrl?: string
  json?: boolean
  compromised?: boolean
}

export function rotateKeysCommand(open: typeof openDeployment): Command {
  return new Command('rotate')
    .description('sign access tokens with a new key; servers that run pick it up by themselves')
    .option('--compromised', 'the old keys stop to verify at once: their tokens are refused')
    .addOption(
      new Option('--directory <path>', 'holds the embedded database, keys and notes')
        .env('RINGFENCE_DIRECTORY')
        .default('.ringfence'),
    )
    .addOption(
      new Option('--database-url <url>', 'PostgreSQL 15 or newer instead of the embedded one').env('DATABASE_URL'),
    )
    .addOption(new Option('--json', 'answer as JSON on standard output'))
    .action(async (options: Options) => {
      const { compromised = false } = options
      const deployment = await open(options)
      const { db, masterKey } = deployment
      const rotation = await rotateSigningKey(db, masterKey, clock.now(), {
        compromised,
        record: tx => recordIn(tx, entryOf(compromised), clock.now()),
      }).finally(() => deployment.close())
      const signsFrom = new Date(rotation.signsFromMs).toISOString()
      const olderUntil = new Date(rotation.olderUntilMs).toISOString()
      if (options.json) return sayJson({ kid: rotation.kid, signsFrom, olderUntil })
      say(`The key ${rotation.kid} signs from ${signsFrom}; older keys verify until ${olderUntil}.`)
      if (compromised) say('Servers that run refuse tokens of the older keys within ten seconds.')
    })
}

function entryOf(compromised: boolean) {
  const figures = { compromised: compromised ? 1 : 0 }
  return { actor: { kind: 'system' }, operation: 'signingKey.rotate', outcome: 'done', figures } as const
}
