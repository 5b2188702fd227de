/** A till for tests: takes payments of test customers the way the real one does, from the code to the answer. */
import { createHash } from 'node:crypto'
import { operations, type PaymentItem, type PaymentTaken, type SplitTender } from '@ringfence/contract'
import { createReplyWriter } from '../src/gateway/replies.ts'
import { newId, type Uuid } from '../src/kernel/ids.ts'
import { cardPresenter } from '../src/modules/gift-cards/index.ts'
import { paymentCommitter, scanKeyHolder, settingsReader } from '../src/modules/payments/index.ts'
import type { PaymentRequest, PaymentsRoom } from '../src/modules/payments/room.ts'
import { firstPaymentReader, takePayment } from '../src/modules/payments/take-payment.ts'
import { codeResolver } from '../src/modules/wallet/index.ts'
import type { Database } from '../src/platform/database.ts'
import type { Outcome } from '../src/platform/http.ts'
import { currency as brandCurrency, type TestCustomer, type TestStore, testKey } from './brand.ts'

/** The moment at which tests happen, unless they say otherwise: a Sunday noon in UTC. */
export const testNow = Date.parse('2026-11-22T12:00:00Z')

export interface TestPayment {
  readonly amount: number
  readonly code?: string
  readonly key?: string
  readonly atMs?: number
  readonly terminalId?: Uuid
  readonly currency?: string
  readonly items?: PaymentItem[]
  readonly tip?: number
  readonly tenders?: SplitTender[]
  readonly captureMode?: 'manual'
  readonly dryRun?: true
}

export function testRequest(store: TestStore, customer: TestCustomer, payment: TestPayment): PaymentRequest {
  const { key = newId(), atMs = testNow, terminalId = store.terminalId, ...content } = payment
  const body = { code: customer.codeAt(atMs), currency: brandCurrency, ...content }
  const idempotency = { clientId: terminalId, key, fingerprint: testFingerprint(body) }
  return { ...body, storeId: store.id, terminalId, staffId: store.cashierId, idempotency, atMs }
}

export interface TestTill {
  pay(customer: TestCustomer, payment: TestPayment): Promise<Outcome<PaymentTaken>>
  take(request: PaymentRequest): Promise<Outcome<PaymentTaken>>
  close(): Promise<void>
}

export function testTill(db: Database, store: TestStore): TestTill {
  const take = tillOf(db)
  return { ...take, pay: (customer, payment) => take.take(testRequest(store, customer, payment)) }
}

/** Takes requests as they are; for a process of its own. */
export function tillOf(db: Database): Omit<TestTill, 'pay'> {
  const room = testRoom(db)
  const write = createReplyWriter('takePayment', operations.takePayment.reply)
  return {
    take: async request => {
      const outcome = await takePayment(room, request)
      if (outcome.ok) write(outcome.value) // has the shape that the contract promises
      return outcome
    },
    close: () => room.commitPayment.close(),
  }
}

/** All that payments need, over the test's database. */
export function testRoom(db: Database): PaymentsRoom {
  return {
    db,
    settings: settingsReader(db),
    masterKey: testKey,
    resolveCode: codeResolver(db, testKey),
    presentCard: cardPresenter(db, testKey),
    firstPayments: firstPaymentReader(db),
    commitPayment: paymentCommitter(db),
    scanKey: scanKeyHolder(db, testKey),
  }
}

/** What the gateway makes of a request: the same content, the same fingerprint. */
export function testFingerprint(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32)
}
