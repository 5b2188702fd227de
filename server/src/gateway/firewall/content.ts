/** Looks for attacks in what a request holds: address, headers, and the texts of its JSON. */
import type { IncomingHttpHeaders } from 'node:http'
import { findAttack } from './attack-signatures.ts'

/** Checked strictly for what they are by those who read them. */
const readElsewhere = new Set([
  'authorization',
  'content-digest',
  'content-length',
  'content-type',
  'connection',
  'dpop',
  'host',
  'if-none-match',
  'signature',
  'signature-input',
])

/** The name of the attack; undefined when there is none. */
export function findAttackInEnvelope(target: string, headers: IncomingHttpHeaders): string | undefined {
  return findAttackInTarget(target) ?? findAttackInHeaders(headers)
}

function findAttackInTarget(target: string): string | undefined {
  const [path = '', ...rest] = target.split('?')
  const found = path.includes('%') || /['";()]/.test(path) ? findAttack(decoded(path)) : undefined
  if (found !== undefined || rest.length === 0) return found
  for (const [name, value] of new URLSearchParams(rest.join('?'))) {
    const attack = findAttack(value) ?? (plainName.test(name) ? undefined : findAttack(`${name}=${value}`))
    if (attack !== undefined) return attack
  }
  return undefined
}

const plainName = /^[\w.-]*$/

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function findAttackInHeaders(headers: IncomingHttpHeaders): string | undefined {
  for (const name in headers) {
    if (readElsewhere.has(name)) continue
    const value = headers[name]
    const attack = findAttack(Array.isArray(value) ? value.join(', ') : (value ?? ''))
    if (attack !== undefined) return attack
  }
  return undefined
}

/** In a parsed body: names and texts, however deep; how deep it may be was checked before. */
export function findAttackInBody(value: unknown): string | undefined {
  if (typeof value === 'string') return findAttack(value)
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, inner] of Object.entries(value)) {
    const attack = (Array.isArray(value) ? undefined : findAttack(name)) ?? findAttackInBody(inner)
    if (attack !== undefined) return attack
  }
  return undefined
}
