import type { Answer } from '@ringfence/contract'
import { describe, expect, it } from 'vitest'
import type { FailureCode } from '../../advice.ts'
import { settle } from './settle.ts'

const paid: Answer<string> = { ok: true, status: 201, data: 'paid', replayed: false }
const failed = (code: FailureCode): Answer<string> => ({
  ok: false,
  status: 0,
  code,
  problem: { type: 'about:blank', title: '', status: 0, code, instance: '' },
})

/** Answers in turn; the last one for ever. */
async function run(answers: Answer<string>[], stopAfter = Number.POSITIVE_INFINITY) {
  const stop = new AbortController()
  const uncertain: number[] = []
  let sent = 0
  const answer = await settle(async () => answers[Math.min(sent++, answers.length - 1)]!, {
    signal: stop.signal,
    onUncertain: tries => uncertain.push(tries),
    wait: async tries => {
      if (tries >= stopAfter) stop.abort()
    },
  })
  return { answer, sent, uncertain }
}

describe('settling a request', () => {
  it('sends it once when the answer is there', async () => {
    expect(await run([paid])).toEqual({ answer: paid, sent: 1, uncertain: [] })
  })

  it('takes a refusal for final at once', async () => {
    for (const code of ['insufficient_funds', 'code_used', 'code_expired', 'signature_invalid'] as const) {
      const { answer, sent } = await run([failed(code), paid])
      expect([answer, sent]).toEqual([failed(code), 1])
    }
  })

  it('asks again for as long as the network is broken, and says so', async () => {
    const broken = Array.from({ length: 30 }, () => failed('network'))
    const { answer, sent, uncertain } = await run([...broken, paid])
    expect(answer).toEqual(paid)
    expect(sent).toBe(31)
    expect(uncertain).toHaveLength(30)
  })

  it('asks again while the first arrival is being worked on', async () => {
    expect((await run([failed('network'), failed('request_in_flight'), paid])).answer).toEqual(paid)
  })

  it('gives a busy or broken server a few more tries, then reports it', async () => {
    const { answer, sent } = await run([failed('internal_error')])
    expect([answer, sent]).toEqual([failed('internal_error'), 5])
  })

  it('renews a refused token once', async () => {
    expect((await run([failed('unauthenticated'), paid])).answer).toEqual(paid)
    expect((await run([failed('unauthenticated')])).sent).toBe(2)
  })

  it('stops asking when the cashier stops it, and the outcome stays unknown', async () => {
    const { answer, sent } = await run([failed('network')], 3)
    expect([answer, sent]).toEqual([failed('network'), 3])
  })
})
