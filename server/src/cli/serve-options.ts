/** The options of `ringfence serve` that say which part a process is, and with what TLS. */
import { type Command, Option } from 'commander'
import { meshRoles } from '../platform/mesh/index.ts'
import { tlsVersions } from '../platform/tls/index.ts'

export function addPartsOptions(command: Command): Command {
  return command
    .addOption(new Option('--role <role...>', 'what this process is; everything unless given').choices(meshRoles))
    .addOption(new Option('--origin <url>', 'as clients know the deployment').env('RINGFENCE_ORIGIN'))
    .addOption(new Option('--tls-cert <file>', 'certificate and those up to its root, PEM').env('RINGFENCE_TLS_CERT'))
    .addOption(new Option('--tls-key <file>', 'its private key, PEM').env('RINGFENCE_TLS_KEY'))
    .addOption(
      new Option('--tls-min <version>', 'the oldest version spoken; 1.3 unless given')
        .env('RINGFENCE_TLS_MIN')
        .choices(tlsVersions),
    )
    .option('--side-car', 'plain text, on loopback and with the own side-car alone, which does the mutual TLS')
    .addOption(new Option('--api-url <url>', 'of an edge: where api is').env('RINGFENCE_API_URL'))
    .addOption(new Option('--identity-url <url>', 'of an edge: where identity is').env('RINGFENCE_IDENTITY_URL'))
}
