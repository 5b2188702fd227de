/** Saved cards over HTTP. */
import { fromTypeId } from '../../../kernel/ids.ts'
import type { Database } from '../../../platform/database.ts'
import type { HandlersOf } from '../../../platform/http.ts'
import type { Psp } from '../psp/psp.ts'
import { addCard, chooseCard, methodView, removeCard, setUpCard } from './payment-methods.ts'
import { selectMethods } from './store.ts'

export type SavedCardOperation =
  | 'listMyPaymentMethods'
  | 'setUpMyPaymentMethod'
  | 'addMyPaymentMethod'
  | 'chooseMyPaymentMethod'
  | 'removeMyPaymentMethod'

export function savedCardRoutes({ db, psp }: { db: Database; psp: Psp }): HandlersOf<SavedCardOperation> {
  return {
    listMyPaymentMethods: async ({ caller }) => {
      const methods = await selectMethods(db, caller.personId)
      const usable = methods.filter(method => method.provider === psp.provider)
      return { ok: true, value: { data: usable.map(methodView) } }
    },
    setUpMyPaymentMethod: async ({ caller, nowMs }) => {
      const outcome = await setUpCard(db, psp, caller.personId, nowMs)
      return outcome.ok ? { ok: true, value: outcome.setup } : outcome
    },
    addMyPaymentMethod: async ({ caller, body, nowMs }) => {
      const { setupId, token } = body
      const outcome = await addCard(db, psp, { customerId: caller.personId, setupId, token, atMs: nowMs })
      return outcome.ok ? { ok: true, value: methodView(outcome.method) } : outcome
    },
    chooseMyPaymentMethod: async ({ caller, params }) => {
      const id = fromTypeId('pmt', params.id)
      const outcome = id === undefined ? undefined : await chooseCard(db, caller.personId, id)
      if (!outcome?.ok) return { ok: false, code: 'not_found' }
      return { ok: true, value: methodView(outcome.method) }
    },
    removeMyPaymentMethod: async ({ caller, params, nowMs }) => {
      const id = fromTypeId('pmt', params.id)
      if (id === undefined) return { ok: false, code: 'not_found' }
      const outcome = await removeCard(db, psp, { customerId: caller.personId, id, atMs: nowMs })
      return outcome.ok ? { ok: true, value: undefined } : outcome
    },
  }
}
