/** Judges an answer: no 5xx, nothing that the contract does not name, nothing told that is nobody's business. */
import { type ErrorCode, errors, type Operation, Problem } from '@ringfence/contract'
import type { TSchema } from 'typebox'
import { Check } from 'typebox/value'
import { problemCodesOf } from '../../../src/gateway/openapi.ts'

export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
}

/** A provider that misbehaves on purpose is no fault of ours. */
const theirs: readonly ErrorCode[] = ['psp_unavailable']
const insides = ['node_modules', '.ts:', 'at async', 'pg_catalog', 'ECONN', 'sqlState', ' FROM ', 'syntax error']

/** What is wrong with an answer, in one line; undefined when nothing is. */
export function judge(operation: Operation | undefined, answer: Answered): string | undefined {
  const { status, headers, text } = answer
  const code = status >= 400 ? codeOf(text) : undefined
  if (status >= 500 && !(code && theirs.includes(code) && operation?.errors.includes(code))) {
    return `was answered ${status} ${text.slice(0, 200)}`
  }
  for (const name of ['server', 'x-powered-by', 'access-control-allow-origin']) {
    if (headers[name] !== undefined) return `has the header ${name}`
  }
  if (insides.some(word => text.includes(word))) return `tells of the inside: ${text.slice(0, 200)}`
  return status < 400 ? judgeSuccess(operation, answer) : judgeProblem(operation, answer, code)
}

function judgeSuccess(operation: Operation | undefined, { status, text }: Answered): string | undefined {
  if (operation === undefined) return `no operation, yet ${status}`
  if (status !== operation.status) return `was answered ${status} in place of ${operation.status}`
  if (operation.status === 204 || operation.reply === undefined) return undefined
  const value: unknown = JSON.parse(text)
  return Check(operation.reply as TSchema, value) ? undefined : 'the answer does not have the promised shape'
}

function judgeProblem(
  operation: Operation | undefined,
  { status, headers, text }: Answered,
  code: ErrorCode | undefined,
): string | undefined {
  if (!String(headers['content-type']).startsWith('application/problem+json')) {
    return `${status} is no problem document: ${text.slice(0, 100)}`
  }
  if (code === undefined) return `${status} has no code of the registry`
  const problem: unknown = JSON.parse(text)
  if (!Check(Problem, problem)) return 'the problem does not have the promised shape'
  if (errors[code].status !== status) return `${code} came with ${status}`
  // Without an operation: a method that the address does not take, or an address that is none.
  const named = operation ? problemCodesOf(operation).includes(code) : status < 500
  return named ? undefined : `${code} is not among the errors of the operation`
}

function codeOf(text: string): ErrorCode | undefined {
  try {
    const { code } = JSON.parse(text) as { code: string }
    return code in errors ? (code as ErrorCode) : undefined
  } catch {
    return undefined
  }
}
