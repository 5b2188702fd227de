/** `ringfence keys rotate-master` and `retire-master`: a new master key, while the servers run. */
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import { recordIn } from '../../modules/audit/index.ts'
import { loadKeyFile, type MasterKey, masterKeyOf } from '../../platform/crypto.ts'
import type { Transaction } from '../../platform/database.ts'
import { keyRingEveryMs } from '../../platform/key-ring.ts'
import { retireMasterKeys, rotateMasterKey } from '../../platform/rotate-keys.ts'
import { readSecret } from '../../platform/secrets.ts'
import { clock, type openDeployment } from '../deployment.ts'
import { say, sayJson } from '../say.ts'
import { sealedColumns } from './sealed-columns.ts'

type OpenDeployment = typeof openDeployment
interface Options {
  directory: string
  databaseUrl?: string
  json?: boolean
  settleSeconds: number
}
const directoryOption = () =>
  new Option('--directory <path>', 'holds the embedded database, keys and notes')
    .env('RINGFENCE_DIRECTORY')
    .default('.ringfence')
const databaseOption = () =>
  new Option('--database-url <url>', 'PostgreSQL 15 or newer instead of the embedded one').env('DATABASE_URL')
const jsonOption = () => new Option('--json', 'answer as JSON on standard output')
/** Three times as long as a server takes to look. */
const settleSecondsUsual = (3 * keyRingEveryMs) / 1000

export function rotateMasterCommand(open: OpenDeployment): Command {
  return new Command('rotate-master')
    .description(
      'seal every secret and all personal data anew, under a new master key; begins again where it was cut off',
    )
    .addOption(directoryOption())
    .addOption(databaseOption())
    .addOption(
      new Option('--settle-seconds <number>', 'how long running servers have to learn of a key; 0 when none runs')
        .default(settleSecondsUsual)
        .argParser(secondsOf),
    )
    .addOption(jsonOption())
    .action(rotate(open))
}

const rotate = (open: OpenDeployment) => async (options: Options) => {
  const deployment = await open(options)
  try {
    const { masterKey, directory } = deployment
    const { fresh, path } = await newMasterKey(directory)
    if (fresh.id.equals(masterKey.id)) throw new Error('the new master key is the one in use')
    const { resealed } = await deployment.asOwner(async db => {
      const settle = () => sleep(options.settleSeconds * 1000)
      const onProgress = (table: string, column: string, sealed: number) => say(`${table}.${column}: ${sealed}`)
      const rotation = await rotateMasterKey(
        { db, columns: sealedColumns, settle, onProgress, nowMs: clock.now(), record: recordRotation },
        masterKey,
        fresh,
      )
      if (path !== undefined) {
        await rename(path, join(directory, 'master.key')) // from here on the old one is nowhere
        await retireMasterKeys(db, fresh, recordRetirement)
      }
      return rotation
    })
    if (options.json) sayJson({ resealed, inPlace: path !== undefined })
    else say(path === undefined ? byEnvironment(resealed) : inPlace(resealed))
  } finally {
    await deployment.close()
  }
}

const recordRotation = (tx: Transaction, resealed: number) => recordDeed(tx, 'masterKey.rotate', { resealed })
const recordRetirement = (tx: Transaction, retired: number) => recordDeed(tx, 'masterKey.retire', { retired })

function recordDeed(tx: Transaction, operation: string, figures: Record<string, number>): Promise<void> {
  return recordIn(tx, { actor: { kind: 'system' }, operation, outcome: 'done', figures }, clock.now())
}

const inPlace = (resealed: number) =>
  `${resealed} values are sealed anew and master.key is the new key. Start the servers again when it suits; back the key up now.`
const byEnvironment = (resealed: number) =>
  `${resealed} values are sealed anew. Now give every server the new key as RINGFENCE_MASTER_KEY, start them again, and run: ` +
  `ringfence keys retire-master`

/** Given by the environment when the present one is; else made in a file beside it, which a second run finds again. */
async function newMasterKey(directory: string): Promise<{ fresh: MasterKey; path: string | undefined }> {
  const given = readSecret(process.env, 'RINGFENCE_NEW_MASTER_KEY')
  if (given !== undefined)
    return { fresh: masterKeyOf(Buffer.from(given, 'base64'), 'RINGFENCE_NEW_MASTER_KEY'), path: undefined }
  if (readSecret(process.env, 'RINGFENCE_MASTER_KEY') !== undefined)
    throw new Error('the master key comes from the environment: give the new one as RINGFENCE_NEW_MASTER_KEY')
  const path = join(directory, 'master.key.new')
  return { fresh: await loadKeyFile(path), path }
}

export function retireMasterCommand(open: OpenDeployment): Command {
  return new Command('retire-master')
    .description('let every master key but the one in use open nothing any more')
    .addOption(directoryOption())
    .addOption(databaseOption())
    .addOption(jsonOption())
    .action(async (options: Options) => {
      const deployment = await open(options)
      try {
        const retired = await deployment.asOwner(db => retireMasterKeys(db, deployment.masterKey, recordRetirement))
        if (options.json) sayJson({ retired })
        else say(retired === 0 ? 'Only the present master key opens anything.' : `Retired: ${retired}.`)
      } finally {
        await deployment.close()
      }
    })
}

function secondsOf(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('a number of seconds')
  return Number.parseInt(text, 10)
}
