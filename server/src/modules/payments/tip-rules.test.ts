import { describe, expect, test } from 'vitest'
import { decideScan, isPaidOnce, scanTipMaximum } from './request-rules.ts'
import { decideTip, type TippablePayment, tipMaximum, tipUntilMs } from './tip-rules.ts'

const limits = { percent: 30, amount: 1_000, hours: 24 }
const at = new Date('2026-11-22T12:00:00Z')
const hour = 3_600_000
const paid: TippablePayment = { state: 'captured', amount: 5_000n, tip: 0n, tipped: 0n, refunded: 0n, at }

describe('a tip within a limit [2.4]', () => {
  test('may be a share of the payment or the fixed limit, whichever is more', () => {
    expect(tipMaximum(5_000n, limits)).toBe(1_500n)
    expect(tipMaximum(3_334n, limits)).toBe(1_000n)
    expect(tipMaximum(3_340n, limits)).toBe(1_002n)
    expect(tipMaximum(450n, limits)).toBe(1_000n)
    expect(tipMaximum(0n, limits)).toBe(1_000n)
  })

  test('is given once, with the payment or after it', () => {
    expect(decideTip(paid, 1_500n, limits, at.getTime())).toEqual({ ok: true })
    expect(decideTip(paid, 1_501n, limits, at.getTime())).toEqual({ ok: false, code: 'amount_too_high' })
    expect(decideTip({ ...paid, tip: 1n }, 1n, limits, at.getTime())).toEqual({ ok: false, code: 'already_tipped' })
    expect(decideTip({ ...paid, tipped: 1n }, 1n, limits, at.getTime())).toEqual({ ok: false, code: 'already_tipped' })
  })

  test('is given in time', () => {
    const end = at.getTime() + 24 * hour
    expect(tipUntilMs(paid, limits)).toBe(end)
    expect(decideTip(paid, 1n, limits, end - 1)).toEqual({ ok: true })
    expect(decideTip(paid, 1n, limits, end)).toEqual({ ok: false, code: 'too_late' })
  })

  test('is given only on what was charged and kept', () => {
    const late = { ok: false, code: 'too_late' }
    for (const state of ['authorized', 'voided', 'expired'] as const) {
      expect(decideTip({ ...paid, state }, 1n, limits, at.getTime())).toEqual(late)
    }
    expect(decideTip({ ...paid, refunded: 1n }, 1n, limits, at.getTime())).toEqual(late)
  })
})

describe('what a customer confirms after a scan [2.2]', () => {
  test('is the amount asked for, or any where none is', () => {
    expect(decideScan({ amount: 450n }, { amount: 450 }, limits)).toEqual({ ok: true })
    expect(decideScan({ amount: null }, { amount: 1 }, limits)).toEqual({ ok: true })
    for (const amount of [449, 451]) {
      expect(decideScan({ amount: 450n }, { amount }, limits)).toEqual({
        ok: false,
        code: 'validation_failed',
        pointers: ['/amount'],
      })
    }
  })

  test('has a tip of no more than the limit, and no more than the amount', () => {
    expect(scanTipMaximum(5_000n, limits)).toBe(1_500n)
    expect(scanTipMaximum(450n, limits)).toBe(450n)
    expect(decideScan({ amount: 5_000n }, { amount: 5_000, tip: 1_500 }, limits)).toEqual({ ok: true })
    const tooHigh = { ok: false, code: 'amount_too_high' }
    expect(decideScan({ amount: 5_000n }, { amount: 5_000, tip: 1_501 }, limits)).toEqual(tooHigh)
    expect(decideScan({ amount: null }, { amount: 100, tip: 101 }, limits)).toEqual(tooHigh)
  })

  test('pays a till or an invoice once, a table or a machine again and again', () => {
    expect(['till', 'invoice', 'table', 'machine'].map(kind => isPaidOnce(kind as 'till'))).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})
