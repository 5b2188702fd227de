/** The conformance suite: what every provider behind the port promises. A provider's test runs it with its own subject. */
import { expect, test } from 'vitest'
import { newId, type Uuid } from '../../../kernel/ids.ts'
import type { ChargeIdentity, ChargeResult, Psp, PspEvent, Webhook } from './psp.ts'
import { PspUnavailable, WebhookRefused } from './psp.ts'
import type { Conduct } from './sandbox/cards.ts'

/** A provider, and hands for what its cardholders and their banks do. */
export interface Subject {
  readonly psp: Psp
  readonly nowMs: number
  /** Fills the form with a card of this conduct; the token that the form gives, if any. */
  fillForm(setupId: string, conduct: Conduct): Promise<string | undefined>
  answerChallenge(charge: ChargeResult, approve: boolean): Promise<void>
  /** Charges under way come to their end. */
  finishProcessing(): Promise<void>
  openDispute(key: Uuid): Promise<void>
  closeDispute(key: Uuid, won: boolean): Promise<void>
  payOut(): Promise<void>
  /** What was to be delivered since the last time. */
  webhooks(): Promise<Webhook[]>
  /** How many charges were made for a key. */
  chargesFor(key: Uuid): Promise<number>
}

export function conformance(start: () => Promise<Subject>): void {
  const begin = async (conduct: Conduct = 'succeeds') => {
    const subject = await start()
    const { psp, nowMs } = subject
    const customerReference = await psp.openCustomer(newId())
    const { setupId } = await psp.setUpCard(customerReference)
    const token = await subject.fillForm(setupId, conduct)
    const setup = await psp.readSetup({ setupId, customerReference, token })
    if (setup.status !== 'saved') throw new Error(setup.status)
    const identity: ChargeIdentity = { key: newId(), customerReference, atMs: nowMs, reference: null }
    const request = {
      ...identity,
      cardReference: setup.card.reference,
      amount: 2_000n,
      currency: 'USD',
      offSession: false,
    }
    return { ...subject, ...identity, identity, request, setup, setupId }
  }
  const eventsOf = async (subject: Subject): Promise<PspEvent[]> =>
    (await subject.webhooks()).map(webhook => subject.psp.readWebhook(webhook, subject.nowMs))

  test('a card is saved by reference, for its customer alone, and shows brand, last digits and expiry', async () => {
    const { psp, setup, setupId } = await begin()
    expect(setup.card).toMatchObject({ brand: 'Visa', lastDigits: '4242', expires: '2034-12' })
    const customerReference = await psp.openCustomer(newId())
    expect(await psp.readSetup({ setupId, customerReference, token: undefined })).toEqual({ status: 'unknown' })
    const fresh = await psp.setUpCard(customerReference)
    expect(fresh.form.provider).toBe(psp.provider)
    const empty = await psp.readSetup({ setupId: fresh.setupId, customerReference, token: undefined })
    expect(empty).toEqual({ status: 'notConfirmed' })
    expect(await psp.readSetup({ setupId: 'nonsense', customerReference, token: undefined })).toEqual({
      status: 'unknown',
    })
  })

  test('the same customer is the same at the provider', async () => {
    const { psp } = await start()
    const id = newId()
    expect(await psp.openCustomer(id)).toBe(await psp.openCustomer(id))
  })

  test('a charge succeeds, tells its fee, and happens once for a key, however often it is asked for [3.1]', async () => {
    const { psp, request, key, identity, chargesFor } = await begin()
    const first = await psp.charge(request)
    expect(first).toEqual({ status: 'succeeded', reference: expect.any(String), fee: 88n })
    const again = await Promise.all(Array.from({ length: 10 }, () => psp.charge(request)))
    for (const result of again) expect(result).toEqual(first)
    expect(await chargesFor(key)).toBe(1)
    expect(await psp.findCharge(identity)).toEqual(first)
    expect(await psp.findCharge({ ...identity, reference: first.reference })).toEqual(first)
    expect(await psp.readCharge(first.reference!)).toEqual({ key, result: first })
  })

  test.each([
    ['declined', true],
    ['noFunds', true],
    ['expired', false],
  ] as const)(
    'a card that is %s is an answer with a reason, and says whether another day may help',
    async (conduct, retryable) => {
      const { psp, request, identity } = await begin(conduct)
      const result = await psp.charge(request)
      expect(result).toMatchObject({ status: 'declined', retryable, needsCustomer: false })
      expect(result.status === 'declined' && result.reason).toMatch(/^[A-Z].+\.$/)
      expect(await psp.findCharge(identity)).toEqual(result)
    },
  )

  test('a charge that the provider never got is not found', async () => {
    const { psp, identity } = await begin()
    expect(await psp.findCharge(identity)).toBeUndefined()
    expect(await psp.readCharge('pi_nothing')).toBeUndefined()
    expect(await psp.readDispute('dp_nothing')).toBeUndefined()
    expect(await psp.readRefund('re_nothing')).toBeUndefined()
  })

  test('an answer that is lost: nothing is known, and the charge is found by its key, not repeated [3.1]', async () => {
    const { psp, request, identity, key, chargesFor } = await begin('answerLost')
    await expect(psp.charge(request)).rejects.toThrow(PspUnavailable)
    expect(await psp.findCharge(identity)).toMatchObject({ status: 'succeeded' })
    expect(await chargesFor(key)).toBe(1)
  })

  test('a challenge waits for the customer and goes on when the bank has the answer', async () => {
    for (const [approve, status] of [
      [true, 'succeeded'],
      [false, 'declined'],
    ] as const) {
      const { psp, request, identity, answerChallenge } = await begin('challenge')
      const waiting = await psp.charge(request)
      expect(waiting).toMatchObject({ status: 'actionRequired', action: { provider: psp.provider } })
      expect(await psp.findCharge(identity)).toEqual(waiting)
      await answerChallenge(waiting, approve)
      expect(await psp.findCharge(identity)).toMatchObject({ status })
    }
  })

  test('a charge that waits can be given up; one that went through cannot', async () => {
    const { psp, request, identity, answerChallenge } = await begin('challenge')
    const waiting = await psp.charge(request)
    expect(await psp.cancelCharge(identity)).toMatchObject({ status: 'declined' })
    await answerChallenge(waiting, true)
    expect(await psp.findCharge(identity)).toMatchObject({ status: 'declined' })
    const good = await begin()
    await good.psp.charge(good.request)
    expect(await good.psp.cancelCharge(good.identity)).toMatchObject({ status: 'succeeded' })
  })

  test('off-session, a card that wants its customer is declined and says so', async () => {
    const { psp, request } = await begin('challenge')
    expect(await psp.charge({ ...request, offSession: true })).toMatchObject({
      status: 'declined',
      needsCustomer: true,
    })
  })

  test('a charge under way ends later', async () => {
    const { psp, request, identity, finishProcessing } = await begin('processing')
    expect(await psp.charge(request)).toMatchObject({ status: 'processing' })
    await finishProcessing()
    expect(await psp.findCharge(identity)).toMatchObject({ status: 'succeeded' })
  })

  test('a card that was removed is charged no more; removing it again is no error', async () => {
    const { psp, request, setup } = await begin()
    await psp.removeCard(setup.card.reference)
    await psp.removeCard(setup.card.reference)
    expect(await psp.charge(request)).toMatchObject({ status: 'declined', retryable: false })
  })

  test('a refund is given once for its key, in parts, and never more than the charge', async () => {
    const { psp, request, identity } = await begin()
    await psp.charge(request)
    const part = { key: newId(), charge: identity, amount: 500n }
    const first = await psp.refund(part)
    expect(first).toMatchObject({ status: 'succeeded' })
    expect(await psp.refund(part)).toEqual(first)
    expect(await psp.readRefund(first.reference!)).toEqual({ ...first, key: part.key })
    expect(await psp.refund({ key: newId(), charge: identity, amount: 1_501n })).toMatchObject({ status: 'failed' })
    expect(await psp.refund({ key: newId(), charge: identity, amount: undefined })).toMatchObject({
      status: 'succeeded',
    })
    expect(await psp.refund({ key: newId(), charge: identity, amount: 1n })).toMatchObject({ status: 'failed' })
  })

  test('webhooks tell what to look at: charge, refund, dispute, payout', async () => {
    const subject = await begin('disputed')
    const { psp, request, identity, key } = subject
    await psp.charge(request)
    await psp.refund({ key: newId(), charge: identity, amount: 100n })
    await subject.payOut()
    const events = await eventsOf(subject)
    expect(new Set(events.map(event => event.about))).toEqual(
      new Set(['charge', 'refund', 'dispute', 'payout', ...others(events)]),
    )
    expect(new Set(events.map(event => event.id)).size).toBe(events.length)
    const dispute = events.find(event => event.about === 'dispute')!
    expect(await psp.readDispute(dispute.reference)).toMatchObject({
      chargeKey: key,
      amount: 2_000n,
      currency: 'USD',
      status: 'open',
    })
    await subject.closeDispute(key, true)
    expect(await psp.readDispute(dispute.reference)).toMatchObject({ status: 'won' })
    expect((await eventsOf(subject)).map(event => [event.about, event.reference])).toContainEqual([
      'dispute',
      dispute.reference,
    ])
  })

  test('a webhook that is changed, unsigned, signed by someone else or old is refused', async () => {
    const subject = await begin()
    const { psp, nowMs } = subject
    await psp.charge(subject.request)
    const [webhook] = await subject.webhooks()
    const { bytes, headers } = webhook!
    const changed = Buffer.from(bytes.toString('utf8').replace(/\d/, digit => (digit === '1' ? '2' : '1')))
    const [name, signature] = Object.entries(headers)[0]!
    const refused: [Webhook, number][] = [
      [{ bytes: changed, headers }, nowMs],
      [{ bytes, headers: {} }, nowMs],
      [{ bytes, headers: { [name]: String(signature).replace(/.$/, last => (last === '0' ? '1' : '0')) } }, nowMs],
      [{ bytes, headers }, nowMs + 301_000],
    ]
    for (const [attempt, at] of refused) expect(() => psp.readWebhook(attempt, at)).toThrow(WebhookRefused)
    expect(psp.readWebhook(webhook!, nowMs + 299_000).id).toBeTruthy()
  })

  test('a payout says what it consists of, and its lines add up to it [3.1]', async () => {
    const subject = await begin()
    const { psp, request, identity, key } = subject
    await psp.charge(request)
    const refundKey = newId()
    await psp.refund({ key: refundKey, charge: identity, amount: 300n })
    const second = { ...request, key: newId(), amount: 1_000n }
    await psp.charge(second)
    await subject.openDispute(second.key)
    await subject.closeDispute(second.key, true)
    await subject.payOut()
    const [payout] = await psp.listPayouts(subject.nowMs - 1000)
    const items = await psp.listPayoutItems(payout!.reference)
    expect(items.map(({ type, key, gross }) => [type, key, gross]).sort()).toEqual(
      [
        ['charge', key, 2_000n],
        ['refund', refundKey, -300n],
        ['charge', second.key, 1_000n],
        ['dispute', null, -1_000n],
        ['disputeReversal', null, 1_000n],
      ].sort(),
    )
    for (const item of items) expect(item.net).toBe(item.gross - item.fee)
    expect(items.reduce((sum, item) => sum + item.net, 0n)).toBe(payout!.amount)
    expect(payout).toMatchObject({ status: 'paid', currency: 'USD' })
    expect(await psp.listPayouts(subject.nowMs + 1000)).toEqual([])
  })
}

/** A provider may tell of more than concerns us. */
function others(events: readonly PspEvent[]): 'other'[] {
  return events.some(event => event.about === 'other') ? ['other'] : []
}
