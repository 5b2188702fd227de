/** What there is to be asked for: the contract's operations, and the few addresses beside them. All else is 404. */
import { type Operation, operations } from '@ringfence/contract'

/** Undefined: there is nothing at this address. */
export type MethodsAt = (path: string) => readonly string[] | undefined

interface Branch {
  readonly methods: string[]
  readonly named: Map<string, Branch>
  /** Under a parameter, such as `{id}`. */
  any: Branch | undefined
}

const read = ['GET', 'HEAD']
const readAndSend = [...read, 'POST']

/** Beside the API. A trailing slash stands for all that is under it. */
const others: Readonly<Record<string, readonly string[]>> = {
  '/': read,
  '/app': read,
  '/app/': read,
  '/till': read,
  '/till/': read,
  '/console': read,
  '/console/': read,
  '/docs/api': read,
  '/docs/': read,
  '/healthz': read,
  '/.well-known/': read,
  '/sign-in': readAndSend,
  '/sign-in/': readAndSend,
  '/oidc/': [...readAndSend, 'OPTIONS', 'DELETE'],
}

export function createMethodsAt(sandbox: boolean): MethodsAt {
  const root = newBranch()
  for (const { method, path, sandbox: only } of Object.values(operations) as Operation[]) {
    if (sandbox || only !== true) grow(root, path, method)
  }
  return path => (path.startsWith('/v1/') ? find(root, path.split('/'), 1) : methodsOfOthers(path))
}

function newBranch(): Branch {
  return { methods: [], named: new Map(), any: undefined }
}

function grow(root: Branch, path: string, method: string): void {
  let branch = root
  for (const part of path.split('/').slice(1)) {
    const isParameter = part.startsWith('{')
    const next = (isParameter ? branch.any : branch.named.get(part)) ?? newBranch()
    if (isParameter) branch.any = next
    else branch.named.set(part, next)
    branch = next
  }
  branch.methods.push(method)
}

/** Names go before parameters, as in the router. */
function find(branch: Branch, parts: readonly string[], depth: number): readonly string[] | undefined {
  const part = parts[depth]
  if (part === undefined) return branch.methods.length === 0 ? undefined : branch.methods
  const named = branch.named.get(part)
  const found = named && find(named, parts, depth + 1)
  if (found !== undefined || branch.any === undefined || part === '') return found
  return find(branch.any, parts, depth + 1)
}

function methodsOfOthers(path: string): readonly string[] | undefined {
  const exact = others[path]
  if (exact !== undefined) return exact
  const second = path.indexOf('/', 1)
  return second < 0 ? undefined : others[path.slice(0, second + 1)]
}

/** An address that no two programs read differently: no dots, backslashes, doubled or encoded slashes, no bytes beyond ASCII. */
export function isPlainPath(path: string): boolean {
  return plain.test(path) && !ambiguous.test(path)
}
const plain = /^\/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*$/
const ambiguous = /\/\/|\/\.{1,2}(?:\/|$)|%(?:2[ef]|5c|25|[01][0-9a-f]|7f)/i
