/** `ringfence mesh …`: certificates for the processes of a deployment that know each other by them. */
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { issueMesh, type MeshRole, meshRoles, readMeshPolicy, renderHaproxy } from '../platform/mesh/index.ts'
import { clock } from './deployment.ts'
import { say } from './say.ts'
import { meshDirectory } from './serve-parts.ts'

export function meshCommand(): Command {
  const command = new Command('mesh').description('the processes of a deployment, and how they know each other')
  const render = new Command('render').description('the policy as the configuration of a side-car')
  return command.addCommand(issueCommand()).addCommand(render.addCommand(haproxyCommand()))
}

const directoryOption = () =>
  new Option('--directory <path>', 'holds the embedded database, keys and notes')
    .env('RINGFENCE_DIRECTORY')
    .default('.ringfence')

function issueCommand(): Command {
  return new Command('issue')
    .description('make certificates of a day for the roles, and the authority that signs them if there is none')
    .addOption(new Option('--role <role...>', 'for these alone').choices(meshRoles))
    .addOption(directoryOption())
    .action(async ({ role = meshRoles, directory }: { role?: readonly MeshRole[]; directory: string }) => {
      const policy = readMeshPolicy(process.env.RINGFENCE_MESH_POLICY)
      const mesh = { directory: meshDirectory(directory), policy }
      await issueMesh(mesh, role, clock.now())
      say(
        `Certificates for ${role.join(', ')} are in ${mesh.directory}. Keep ca.key where the worker runs, nowhere else.`,
      )
    })
}

interface HaproxyOptions {
  readonly role: MeshRole
  readonly listen?: string
  readonly target?: string
  readonly to?: readonly string[]
  readonly directory: string
}

function haproxyCommand(): Command {
  return new Command('haproxy')
    .description('HAProxy, to be put in front of a process on the same machine; on standard output')
    .addOption(new Option('--role <role>', 'what stands behind it').choices(meshRoles).makeOptionMandatory())
    .option('--listen <host:port>', 'where the mesh reaches it')
    .option('--target <host:port>', 'where the process listens, on loopback')
    .option('--to <role=host:port=host:port...>', 'whom it asks: on loopback where, and where the other side-car is')
    .addOption(directoryOption())
    .action(({ role, listen, target, to = [], ...options }: HaproxyOptions) => {
      if ((listen === undefined) !== (target === undefined))
        throw new Error('give both --listen and --target, or neither')
      const inbound = listen !== undefined && target !== undefined ? { inbound: { listen, target } } : {}
      if (!('inbound' in inbound) && to.length === 0) throw new Error('give --listen and --target, or --to, or all')
      const policy = readMeshPolicy(process.env.RINGFENCE_MESH_POLICY)
      const directory = resolve(meshDirectory(options.directory))
      process.stdout.write(renderHaproxy(policy, { role, ...inbound, outbound: to.map(outboundOf), directory }))
    })
}

function outboundOf(text: string): { role: MeshRole; listen: string; target: string } {
  const [name, listen, target, more] = text.split('=')
  const role = meshRoles.find(known => known === name)
  if (role && listen && target && more === undefined) return { role, listen, target }
  throw new Error(`--to ${text}: say for example api=127.0.0.1:5811=api.example:4811`)
}
