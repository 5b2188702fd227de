/**
 * The policy as the configuration of a side-car: HAProxy in front of a process that has no mesh of its own. It asks for the mesh's
 * certificates, lets each caller ask what the policy names, and tells the process nothing that a caller says of addresses.
 */
import type { MeshPolicy, MeshRole, MeshRule } from './policy.ts'

export interface SideCar {
  /** What stands behind it. */
  readonly role: MeshRole
  /** `host:port` where the mesh reaches it. */
  readonly listen: string
  /** `host:port` of the process, on the loopback interface. */
  readonly target: string
  /** Has `<role>.pem` and `ca.pem`. */
  readonly directory: string
}

export function renderHaproxy(policy: MeshPolicy, { role, listen, target, directory }: SideCar): string {
  for (const text of [listen, target, directory])
    if (!/^[A-Za-z0-9._:[\]/-]+$/.test(text)) throw new Error(`${text} can't stand in a configuration of HAProxy`)
  const rules = policy.rules.filter(({ callee }) => callee === role)
  return `# Made by ringfence mesh render haproxy --role ${role}; changes belong into the policy file.
global
    ssl-default-bind-options ssl-min-ver TLSv1.3

defaults
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
    timeout http-request 10s

frontend ${role}
    bind ${listen} ssl crt ${directory}/${role}.pem ca-file ${directory}/ca.pem verify required
${rules.map(renderRule).join('\n')}
    http-request deny deny_status 403 unless ${rules.map((_, i) => allowed(i)).join(' or ') || 'FALSE'}
    http-request del-header x-forwarded-for unless { ssl_c_s_dn(cn) -m str edge }
    http-request del-header x-forwarded-host unless { ssl_c_s_dn(cn) -m str edge }
    http-request del-header x-forwarded-proto unless { ssl_c_s_dn(cn) -m str edge }
    default_backend ${role}

backend ${role}
    server ${role} ${target}
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
