/** Calls as the gateway makes them, for tests of routes without HTTP. */
import type { OperationId } from '@ringfence/contract'
import { newId } from '../src/kernel/ids.ts'
import type { Call, Caller } from '../src/platform/http.ts'
import type { TestCustomer, TestStore } from './brand.ts'
import { testFingerprint, testNow } from './till.ts'

const nowhere = { name: '', terminalId: undefined, storeId: undefined }

export function cashierOf(store: TestStore): Caller {
  return { role: 'cashier', personId: store.cashierId, name: '', terminalId: store.terminalId, storeId: store.id }
}

export function asCustomer(customer: TestCustomer): Caller {
  return { ...nowhere, role: 'customer', personId: customer.customerId }
}

export const asSupport: Caller = { ...nowhere, role: 'support', personId: newId() }

/** What an operation is given: what is left out is empty. */
export function callOf<Id extends OperationId>(
  caller: Caller,
  parts: { params?: unknown; query?: unknown; body?: unknown; key?: string },
): Call<Id> {
  const { params = {}, query = {}, body = {}, key = newId() } = parts
  const clientId = caller.terminalId ?? caller.personId
  const idempotency = { clientId, key, fingerprint: testFingerprint([params, body]) }
  return { params, query, body, caller, idempotency, nowMs: testNow } as unknown as Call<Id>
}
