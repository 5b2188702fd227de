/** Calls as the gateway makes them, for tests of routes without HTTP. */
import { type Operation, type OperationId, operations } from '@ringfence/contract'
import { createReplyWriter } from '../src/gateway/replies.ts'
import { newId } from '../src/kernel/ids.ts'
import type { Call, Caller } from '../src/platform/http.ts'
import { asCustomer as inNameOf } from '../src/platform/row-security.ts'
import type { TestCustomer, TestStore } from './brand.ts'
import { proved } from './callers.ts'
import { testFingerprint, testNow } from './till.ts'

const nowhere = { ...proved, name: '', terminalId: undefined, storeId: undefined }

export function cashierOf(store: TestStore): Caller {
  const { cashierId: personId, terminalId, id: storeId } = store
  return { ...proved, role: 'cashier', personId, name: '', terminalId, storeId }
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

/** Handlers as the gateway runs them: in a customer's name when one calls, and with answers of the shape that the contract promises. */
export function shaped<H extends object>(handlers: H): H {
  const checked = Object.entries(handlers).map(([id, handler]) => {
    const { reply }: Operation = operations[id as OperationId]
    const write = reply === undefined ? () => '' : createReplyWriter(id, reply)
    return [
      id,
      async (call: unknown) => {
        const answer = () => (handler as (call: unknown) => Promise<{ ok: boolean; value?: unknown }>)(call)
        const { role, personId } = (call as { caller: Caller }).caller
        const outcome = await (role === 'customer' ? inNameOf(personId, answer) : answer())
        if (outcome.ok) write(outcome.value)
        return outcome
      },
    ]
  })
  return Object.fromEntries(checked) as H
}
