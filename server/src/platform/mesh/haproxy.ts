/**
 * The policy as the configuration of a side-car: HAProxy in front of a process that `serve --side-car` runs. It asks for the mesh's
 * certificates, lets each caller ask what the policy names, hands over who it is, and tells the process nothing that a caller says of
 * addresses. For a process that asks others, it does the mutual TLS, too.
 */
import type { MeshPolicy, MeshRole, MeshRule } from './policy.ts'
import { certificateHeader, secretFile, secretHeader, secretKey } from './side-car.ts'

export interface SideCar {
  /** What stands behind it. */
  readonly role: MeshRole
  /** `host:port` where the mesh reaches it, and of the process, on the loopback interface. */
  readonly inbound?: { readonly listen: string; readonly target: string }
  /** Whom the process asks: `host:port` on the loopback interface where it does, and where the other's side-car is. */
  readonly outbound?: readonly { readonly role: MeshRole; readonly listen: string; readonly target: string }[]
  /** Has `<role>.pem` and `ca.pem`. */
  readonly directory: string
}

export function renderHaproxy(policy: MeshPolicy, { role, inbound, outbound = [], directory }: SideCar): string {
  for (const text of [
    directory,
    ...[...(inbound ? [inbound] : []), ...outbound].flatMap(way => [way.listen, way.target]),
  ])
    if (!/^[A-Za-z0-9._:[\]/-]+$/.test(text)) throw new Error(`${text} can't stand in a configuration of HAProxy`)
  for (const address of [...(inbound ? [inbound.target] : []), ...outbound.map(({ listen }) => listen)])
    if (!isLoopback(address)) throw new Error(`${address} is plain text: it must be on 127.0.0.1`)
  const files = { pem: `${directory}/${role}.pem`, ca: `${directory}/ca.pem`, secret: secretFile(directory, role) }
  return `# Made by ringfence mesh render haproxy --role ${role}; changes belong into the policy file.
global
    ssl-default-bind-options ssl-min-ver TLSv1.3
    ssl-default-server-options ssl-min-ver TLSv1.3
    # Room for the certificate that is handed over.
    tune.maxrewrite 4096

defaults
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
    timeout http-request 10s
${inbound ? renderInbound(policy, role, inbound, files) : ''}${outbound.map(way => renderOutbound(way, files)).join('')}`
}

interface Files {
  readonly pem: string
  readonly ca: string
  readonly secret: string
}

const isLoopback = (address: string) => /^(127\.0\.0\.1|\[::1\]|localhost):\d+$/.test(address)

function renderInbound(
  policy: MeshPolicy,
  role: MeshRole,
  { listen, target }: { listen: string; target: string },
  { pem, ca, secret }: Files,
): string {
  const rules = policy.rules.filter(({ callee }) => callee === role)
  return `
frontend ${role}
    bind ${listen} ssl crt ${pem} ca-file ${ca} verify required
${rules.map(renderRule).join('\n')}
    http-request deny deny_status 403 unless ${rules.map((_, i) => allowed(i)).join(' or ') || 'FALSE'}
    http-request del-header x-forwarded-for unless { ssl_c_s_dn(cn) -m str edge }
    http-request del-header x-forwarded-host unless { ssl_c_s_dn(cn) -m str edge }
    http-request del-header x-forwarded-proto unless { ssl_c_s_dn(cn) -m str edge }
    # In the place of whatever the caller says in them.
    http-request set-header ${secretHeader} %[str(${secretKey}),map_str(${secret})]
    http-request set-header ${certificateHeader} %[ssl_c_der,base64]
    default_backend ${role}

backend ${role}
    server ${role} ${target}
`
}

/** Who is on the machine but not the process has no part in its certificate. */
function renderOutbound(
  { role, listen, target }: { role: MeshRole; listen: string; target: string },
  files: Files,
): string {
  return `
frontend to-${role}
    bind ${listen}
    http-request set-var(txn.secret) str(${secretKey}),map_str(${files.secret})
    http-request deny deny_status 403 unless { req.fhdr(${secretHeader}),secure_memcmp(txn.secret) -m bool }
    http-request del-header ${secretHeader}
    default_backend to-${role}

backend to-${role}
    server ${role} ${target} ssl crt ${files.pem} ca-file ${files.ca} verify required verifyhost ${role}
`
}

const allowed = (i: number) => `caller${i} method${i} path${i}`

/** Several lines of one name are alternatives. */
function renderRule({ caller, methods, paths }: MeshRule, i: number): string {
  const exact = paths.filter(path => !path.endsWith('/*'))
  const under = paths.filter(path => path.endsWith('/*')).map(path => path.slice(0, -1))
  return [
    `    acl caller${i} ssl_c_s_dn(cn) -m str ${caller}`,
    `    acl method${i} method ${methods.join(' ')}`,
    ...(exact.length === 0 ? [] : [`    acl path${i} path -m str ${exact.join(' ')}`]),
    ...(under.length === 0 ? [] : [`    acl path${i} path -m beg ${under.join(' ')}`]),
  ].join('\n')
}
