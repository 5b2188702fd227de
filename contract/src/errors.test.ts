import { expect, test } from 'vitest'
import { type ErrorCode, errors } from './errors.ts'
import { operations } from './operations.ts'

const entries = Object.entries(errors)

test('every code has an error status, a sentence for a title, and says whether a retry can help', () => {
  for (const [code, { status, title, retryable }] of entries) {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/)
    expect(status, code).toBeGreaterThanOrEqual(400)
    expect(status, code).toBeLessThan(600)
    expect(title, code).toMatch(/^[A-Z].*\.$/)
    expect(typeof retryable, code).toBe('boolean')
  }
  expect(new Set(entries.map(([, { title }]) => title)).size).toBe(entries.length)
})

test('what failed on our side may be tried again; what the request got wrong may not', () => {
  for (const [code, { status, retryable }] of entries) {
    if (status >= 500) expect(retryable, code).toBe(true)
    if (code === 'step_up_required') continue // the very same, once the caller has proved again who it is
    if ([400, 401, 403, 404, 405, 413, 415, 422].includes(status)) expect(retryable, code).toBe(false)
  }
})

test('an operation names only codes of the registry', () => {
  const known = new Set<string>(Object.keys(errors))
  for (const [id, operation] of Object.entries(operations)) {
    const named: readonly ErrorCode[] = operation.errors
    expect(
      named.filter(code => !known.has(code)),
      id,
    ).toEqual([])
  }
})
