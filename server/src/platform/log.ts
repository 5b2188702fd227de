/** Structured logs. What must never be in a log is cut out here as well, by the names of fields and by its look, should a caller forget. */
import type { Writable } from 'node:stream'
import pg from 'pg'
import pino, { type DestinationStream, type Logger } from 'pino'
import { scrub } from './scrub.ts'

export type Log = Logger

/** Names of fields that are cut out, wherever they stand. */
const secretNames = [
  'accessToken',
  'address',
  'alias',
  'authorization',
  'birthday',
  'body',
  'code',
  'codeVerifier',
  'cookie',
  'customerName',
  'd',
  'digits',
  'dpop',
  'email',
  'firstName',
  'idToken',
  'ip',
  'lastName',
  'number',
  'password',
  'personName',
  'phone',
  'pin',
  'privateKey',
  'recipient',
  'refreshToken',
  'remoteAddress',
  'secret',
  'signature',
  'to',
  'token',
  'url',
]
const isSecret = new Set(secretNames)
const depthMax = 8

/** Ours, for pino's `redact` looks for each name at each depth, which took a tenth of a payment's time; this looks at what is there. */
function withoutSecrets(thing: unknown, depth = 0): unknown {
  if (Array.isArray(thing)) return depth === depthMax ? '…' : thing.map(item => withoutSecrets(item, depth + 1))
  if (!isPlain(thing)) return thing
  if (depth === depthMax) return '…'
  const kept: Record<string, unknown> = {}
  for (const name of Object.keys(thing)) if (!isSecret.has(name)) kept[name] = withoutSecrets(thing[name], depth + 1)
  return kept
}

/** Errors, dates and the like have their own way into a line. */
function isPlain(thing: unknown): thing is Record<string, unknown> {
  if (typeof thing !== 'object' || thing === null) return false
  const prototype = Object.getPrototypeOf(thing)
  return prototype === Object.prototype || prototype === null
}
const cut = (fields: Record<string, unknown>) => withoutSecrets(fields) as Record<string, unknown>

export interface LogOptions {
  readonly level?: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  /** Where lines go; standard output otherwise, written without holding up the request. */
  readonly to?: DestinationStream | Writable
}

export function createLog(options: LogOptions = {}): Log {
  const settings = {
    level: options.level ?? 'info',
    base: null,
    serializers: { err: describeError },
    formatters: { level: (label: string) => ({ level: label }), log: cut },
    redact: { paths: secretNames, remove: true }, // of child loggers too, whose fields `log` does not see
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: { streamWrite: scrub },
  }
  return options.to === undefined
    ? pino(settings, pino.destination({ sync: false, minLength: 4_096, periodicFlush: 100 }))
    : pino(settings, options.to)
}

/** A database's message may quote what a row holds: keep the SQLSTATE and the names, leave out the quotes. */
function describeError(error: Error): Record<string, unknown> {
  if (!(error instanceof pg.DatabaseError)) {
    return { name: error.name, message: error.message, stack: error.stack, ...causeOf(error) }
  }
  const { code: sqlState, schema, table, column, constraint, routine } = error
  const message = error.message.replaceAll(/"[^"]*"|'[^']*'/g, '"…"')
  return {
    name: 'DatabaseError',
    message,
    sqlState,
    schema,
    table,
    column,
    constraint,
    routine,
    stack: framesOf(error),
  }
}

function causeOf(error: Error): { cause?: unknown } {
  return error.cause instanceof Error ? { cause: describeError(error.cause) } : {}
}

/** The stack without its first line, which repeats the message. */
function framesOf(error: Error): string | undefined {
  return error.stack
    ?.split('\n')
    .filter(line => line.startsWith('    at '))
    .join('\n')
}
