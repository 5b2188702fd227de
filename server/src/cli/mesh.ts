/** `ringfence mesh …`: certificates for the processes of a deployment that know each other by them. */
import { Command, Option } from 'commander'
import { issueMesh, type MeshRole, meshRoles, readMeshPolicy } from '../platform/mesh/index.ts'
import { clock } from './deployment.ts'
import { say } from './say.ts'
import { meshDirectory } from './serve-parts.ts'

export function meshCommand(): Command {
  const command = new Command('mesh').description('the processes of a deployment, and how they know each other')
  return command.addCommand(issueCommand())
}

function issueCommand(): Command {
  return new Command('issue')
    .description('make certificates of a day for the roles, and the authority that signs them if there is none')
    .addOption(new Option('--role <role...>', 'for these alone').choices(meshRoles))
    .addOption(
      new Option('--directory <path>', 'holds the embedded database, keys and notes')
        .env('RINGFENCE_DIRECTORY')
        .default('.ringfence'),
    )
    .action(async ({ role = meshRoles, directory }: { role?: readonly MeshRole[]; directory: string }) => {
      const policy = readMeshPolicy(process.env.RINGFENCE_MESH_POLICY)
      const mesh = { directory: meshDirectory(directory), policy }
      await issueMesh(mesh, role, clock.now())
      say(
        `Certificates for ${role.join(', ')} are in ${mesh.directory}. Keep ca.key where the worker runs, nowhere else.`,
      )
    })
}
