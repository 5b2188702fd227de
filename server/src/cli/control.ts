/** `ringfence break-glass`, `ringfence administrators`: what only who has the server itself can do. */
import { userInfo } from 'node:os'
import { Command, InvalidArgumentError, Option } from 'commander'
import { fromTypeId, type Uuid } from '../kernel/ids.ts'
import { recordIn } from '../modules/audit/index.ts'
import { breakGlass, findStaffByEmail, foundAdministrator, setAdministratorsMax } from '../modules/identity/index.ts'
import { readBrand } from '../platform/brand.ts'
import type { Transaction } from '../platform/database.ts'
import { clock, type Deployment, type openDeployment } from './deployment.ts'
import { say, sayJson } from './say.ts'

interface Options {
  directory: string
  databaseUrl?: string
  json?: boolean
}

const common = (command: Command) =>
  command
    .addOption(
      new Option('--directory <path>', 'holds the embedded database, keys and notes')
        .env('RINGFENCE_DIRECTORY')
        .default('.ringfence'),
    )
    .addOption(
      new Option('--database-url <url>', 'PostgreSQL 15 or newer instead of the embedded one').env('DATABASE_URL'),
    )
    .addOption(new Option('--json', 'answer as JSON on standard output'))

export function breakGlassCommand(open: typeof openDeployment): Command {
  return common(new Command('break-glass'))
    .description('make somebody on the staff an administrator for an hour; all administrators are told')
    .requiredOption('--staff <id or e-mail>', 'who')
    .requiredOption('--reason <text>', 'why, as the administrators will read it', reasonOf)
    .action(async (options: Options & { staff: string; reason: string }) => {
      const deployment = await open(options)
      const granted = await grant(deployment, options.staff, options.reason).finally(() => deployment.close())
      if (!granted) {
        process.exitCode = 1
        return say(`Nobody who works here is ${options.staff}.`)
      }
      const until = new Date(granted.endsMs).toISOString()
      if (options.json) return sayJson({ name: granted.name, until, told: granted.told })
      say(
        `${granted.name} is an administrator until ${until}, at the next sign-in. ${granted.told} people were written to.`,
      )
    })
}

async function grant({ asOwner, masterKey }: Deployment, staff: string, reason: string) {
  const atMs = clock.now()
  return asOwner(async owner => {
    const staffId = fromTypeId('stf', staff) ?? (await findStaffByEmail(owner, masterKey, staff))
    if (staffId === undefined) return undefined
    const { timeZone } = await readBrand(owner)
    const record = (tx: Transaction, emergency: { staff: string; endsMs: number }) =>
      recordSystem(tx, 'breakGlass', emergency.staff, { minutes: (emergency.endsMs - atMs) / 60_000 }, atMs)
    return breakGlass(owner, masterKey, { staffId, reason, by: userInfo().username, atMs, timeZone, record })
  })
}

export function administratorsCommand(open: typeof openDeployment): Command {
  const command = new Command('administrators').description('how many there may be, and the first of them')
  command.addCommand(
    common(new Command('limit'))
      .description('let there be at most so many administrators (3 unless set)')
      .argument('<number>', 'between 1 and 20', maxOf)
      .action(async (max: number, options: Options) => {
        const deployment = await open(options)
        const set = await deployment
          .asOwner(owner =>
            owner.transaction(async tx => {
              const outcome = await setAdministratorsMax(tx, max)
              if (outcome.ok) await recordSystem(tx, 'administratorsLimit', undefined, { max }, clock.now())
              return outcome
            }),
          )
          .finally(() => deployment.close())
        if (set.ok) return say(`There may be ${max} administrators.`)
        process.exitCode = 1
        say(`There are ${set.administrators} administrators; give some of them another role first.`)
      }),
  )
  command.addCommand(
    common(new Command('first'))
      .description('invite the first administrator of a new deployment')
      .requiredOption('--name <name>', 'as colleagues will see it')
      .requiredOption('--email <address>', 'where the invitation goes')
      .action(async (options: Options & { name: string; email: string }) => {
        const deployment = await open(options)
        const { db, masterKey } = deployment
        const made: { id: Uuid; link: string } | undefined = await foundAdministrator(db, masterKey, {
          name: options.name,
          email: options.email,
          atMs: clock.now(),
          record: (tx, staff) => recordSystem(tx, 'firstAdministrator', staff, {}, clock.now()),
        }).finally(() => deployment.close())
        if (made) return say(`${options.name} sets up a passkey at ${made.link} (once, within three days).`)
        process.exitCode = 1
        say('There is an administrator already; new ones are appointed in the console.')
      }),
  )
  return command
}

function recordSystem(
  tx: Transaction,
  operation: string,
  staff: string | undefined,
  figures: Record<string, number>,
  atMs: number,
): Promise<void> {
  const target = staff === undefined ? undefined : { kind: 'staff', id: staff }
  return recordIn(tx, { actor: { kind: 'system' }, operation, target, outcome: 'done', figures }, atMs)
}

function reasonOf(text: string): string {
  const reason = text.trim()
  if (reason.length < 3 || reason.length > 200) throw new InvalidArgumentError('3 to 200 characters')
  return reason
}

function maxOf(text: string): number {
  const max = Number.parseInt(text, 10)
  if (!Number.isInteger(max) || max < 1 || max > 20) throw new InvalidArgumentError('a number between 1 and 20')
  return max
}
