/** `ringfence staff invite`: a way in for somebody who works here and has no passkey, or none any more. */
import { Command, Option } from 'commander'
import { fromTypeId } from '../kernel/ids.ts'
import { recordIn } from '../modules/audit/index.ts'
import { invitationPath, inviteStaff } from '../modules/identity/index.ts'
import { clock, type Deployment, type openDeployment } from './deployment.ts'
import { findRunningServer } from './running.ts'
import { say, sayJson } from './say.ts'

interface Options {
  directory: string
  databaseUrl?: string
  json?: boolean
}

export function staffCommand(open: typeof openDeployment): Command {
  const invite = new Command('invite')
    .description('print a link by which a member of staff makes a passkey: once, within three days')
    .argument('<id>', 'of the member of staff, stf_…')
    .addOption(
      new Option('--directory <path>', 'holds the embedded database, keys and notes')
        .env('RINGFENCE_DIRECTORY')
        .default('.ringfence'),
    )
    .addOption(
      new Option('--database-url <url>', 'PostgreSQL 15 or newer instead of the embedded one').env('DATABASE_URL'),
    )
    .addOption(new Option('--json', 'answer as JSON on standard output'))
    .action(async (id: string, options: Options) => {
      const deployment = await open(options)
      const path = await invitationOf(deployment, id).finally(() => deployment.close())
      if (path === undefined) {
        process.exitCode = 1
        return say(`Nobody who works here is ${id}.`)
      }
      const link = `${(await findRunningServer(options.directory))?.url ?? ''}${path}`
      if (options.json) return sayJson({ link })
      say(`A passkey is made at ${link} (once, within three days). Whoever has this link signs in as ${id}.`)
    })
  return new Command('staff').description('people who work here').addCommand(invite)
}

async function invitationOf({ db }: Deployment, typeId: string): Promise<string | undefined> {
  const staffId = fromTypeId('stf', typeId)
  if (staffId === undefined) return undefined
  return db.transaction(async tx => {
    const token = await inviteStaff(tx, staffId, clock.now())
    if (token === undefined) return undefined
    const target = { kind: 'staff', id: typeId }
    const event = { actor: { kind: 'system' }, operation: 'inviteStaff', target, outcome: 'done', figures: {} } as const
    await recordIn(tx, event, clock.now())
    return invitationPath(token)
  })
}
