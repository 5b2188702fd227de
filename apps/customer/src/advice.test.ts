import { errors, operations } from '@ringfence/contract'
import { describe, expect, it } from 'vitest'
import { adviceFor, type FailureCode } from './advice.ts'

describe('what the customer reads', () => {
  it.each([...(Object.keys(errors) as FailureCode[]), 'network' as const])('%s has whole sentences', code => {
    const { title, detail } = adviceFor({ code })
    for (const text of [title, detail]) {
      expect(text).toMatch(/^[A-Z].{8,}\.$/)
      expect(text).not.toMatch(/[a-z]_[a-z]/)
    }
  })

  it.each(operations.takeLoad.errors)('a load that ends with %s says what to do', code => {
    expect(adviceFor({ code }).detail).not.toBe('')
  })

  it('falls back to the title of the problem when the server is newer than the app', () => {
    const problem = { type: 'about:blank', title: 'The cup is full.', status: 409, code: 'cup_full', instance: '' }
    expect(adviceFor({ code: 'internal_error', problem }).title).toBe('The cup is full.')
  })
})
