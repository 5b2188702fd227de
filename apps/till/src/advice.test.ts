import { errors, operations } from '@ringfence/contract'
import { describe, expect, it } from 'vitest'
import { adviceFor, type FailureCode } from './advice.ts'

const usedByTheTill = [
  'takePayment',
  'takeLoad',
  'takeRefund',
  'getPayment',
  'getMenu',
  'signInSandbox',
  'enrolSandboxTerminal',
] as const
const answers = usedByTheTill.flatMap(id => operations[id].errors.map(code => [id, code] as const))

describe('what the cashier reads', () => {
  it.each(answers)('%s can answer %s, and there is a sentence for it', (_, code) => {
    expectWholeSentences(code)
  })

  it.each(Object.keys(errors) as FailureCode[])('the registry has %s, and there is a sentence for it', code => {
    expectWholeSentences(code)
  })

  it('says something about a broken network too', () => {
    expectWholeSentences('network')
  })

  it('tells what to do when the balance is too small', () => {
    expect(adviceFor('insufficient_funds').detail).toBe('Ask for another way to pay, or load cash.')
  })

  it('falls back to the title of the problem when the server is newer than the till', () => {
    const problem = { type: 'about:blank', title: 'The cup is full.', status: 409, code: 'cup_full', instance: '' }
    expect(adviceFor('cup_full' as FailureCode, problem).title).toBe('The cup is full.')
  })
})

function expectWholeSentences(code: FailureCode) {
  const { title, detail } = adviceFor(code)
  for (const text of [title, detail]) {
    expect(text).toMatch(/^[A-Z].{8,}\.$/)
    expect(text).not.toMatch(/[a-z]_[a-z]/)
  }
}
