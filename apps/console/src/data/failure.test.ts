import type { Failed } from '@ringfence/contract'
import { errors } from '@ringfence/contract'
import { expect, test } from 'vitest'
import { failureSentence, failureText } from './failure.ts'

const failed = (code: Failed['code'], problem: Partial<Failed['problem']> = {}) => ({
  code,
  problem: { type: 'about:blank', title: 'From the server.', status: 400, code, instance: '', ...problem },
})
const codes = [...(Object.keys(errors) as (keyof typeof errors)[]), 'network' as const]

test.each(codes)('%s is told in words: what happened and what to do, never the code', code => {
  const { title, advice } = failureText(failed(code))
  expect(`${title} ${advice}`).not.toContain('_')
  expect(title).toMatch(/^[A-Z][^.]+$/)
  expect(advice).toMatch(/^[A-Z].*\.$/)
})

test('a code that this version does not know is told by the title the server sent', () => {
  const unknown = failed('internal_error', { code: 'till_asleep', title: 'The till is asleep.' })
  expect(failureSentence(unknown)).toMatch(/^The till is asleep\. [A-Z]/)
})
