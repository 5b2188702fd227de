/**
 * Which process may ask which for what: one file, `deploy/mesh/policy.json`, of which the checks in the processes and the side-cars'
 * configurations are made. What it does not name is refused.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

/** What a process can be. */
export const meshRoles = ['edge', 'identity', 'api', 'worker'] as const
export type MeshRole = (typeof meshRoles)[number]

const closed = { additionalProperties: false }
const RoleName = Type.Union(meshRoles.map(role => Type.Literal(role)))
const Rule = Type.Object(
  {
    caller: RoleName,
    callee: RoleName,
    methods: Type.Array(Type.String({ pattern: '^[A-Z]+$' }), { minItems: 1 }),
    /** A whole path; or, with `/*` at its end, all that is under it. Quotes, blanks and patterns have no place in side-cars. */
    paths: Type.Array(Type.String({ pattern: '^/[A-Za-z0-9._/-]*(/\\*)?$' }), { minItems: 1 }),
  },
  closed,
)
const Policy = Type.Object(
  { trustDomain: Type.String({ pattern: '^[a-z0-9.-]{1,120}$' }), rules: Type.Array(Rule) },
  closed,
)
export type MeshPolicy = Static<typeof Policy>
export type MeshRule = Static<typeof Rule>

export interface MeshRequest {
  readonly caller: MeshRole
  readonly callee: MeshRole
  readonly method: string
  /** Without its query. */
  readonly path: string
}

export const usualPolicyFile = fileURLToPath(new URL('../../../../deploy/mesh/policy.json', import.meta.url))

/** @throws Error for a file that is no policy: a process that can't tell who may call it does not start */
export function readMeshPolicy(file: string = usualPolicyFile): MeshPolicy {
  const policy: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (Value.Check(Policy, policy)) return policy
  throw new Error(`${file} is no mesh policy: ${Value.Errors(Policy, policy)[0]?.instancePath || 'its shape'} is wrong`)
}

export function mayAsk({ rules }: MeshPolicy, { caller, callee, method, path }: MeshRequest): boolean {
  return rules.some(
    rule =>
      rule.caller === caller &&
      rule.callee === callee &&
      rule.methods.includes(method) &&
      rule.paths.some(pattern => covers(pattern, path)),
  )
}

function covers(pattern: string, path: string): boolean {
  return pattern.endsWith('/*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern
}
