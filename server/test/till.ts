/** A till for tests: takes payments of test customers the way the real one does, from the code to the answer. */
import { createHash } from 'node:crypto'
import type { PaymentItem, PaymentTaken } from '@ringfence/contract'
import { newId, type Uuid } from '../src/kernel/ids.ts'
import { paymentCommitter } from '../src/modules/payments/index.ts'
import { firstPaymentReader, type TillRoom, takePayment } from '../src/modules/payments/take-payment.ts'
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
  readonly items?: readonly PaymentItem[]
  readonly tip?: number
}

export interface TestTill {
  pay(customer: TestCustomer, payment: TestPayment): Promise<Outcome<PaymentTaken>>
  readonly room: TillRoom
  close(): Promise<void>
}

export function testTill(db: Database, store: TestStore): TestTill {
  const commitPayment = paymentCommitter(db)
  const room = { resolveCode: codeResolver(db, testKey), firstPayments: firstPaymentReader(db), commitPayment }
  return {
    room,
    pay: (customer, { key = newId(), atMs = testNow, terminalId = store.terminalId, ...payment }) => {
      const body = {
        code: customer.codeAt(atMs),
        currency: brandCurrency,
        ...payment,
        items: [...(payment.items ?? [])],
      }
      const { items, ...rest } = body
      const request = { ...rest, ...(payment.items ? { items } : {}) }
      const idempotency = { clientId: terminalId, key, fingerprint: testFingerprint(request) }
      return takePayment(room, {
        ...request,
        storeId: store.id,
        terminalId,
        staffId: store.cashierId,
        idempotency,
        atMs,
      })
    },
    close: () => commitPayment.close(),
  }
}

/** What the gateway makes of a request: the same content, the same fingerprint. */
export function testFingerprint(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32)
}
