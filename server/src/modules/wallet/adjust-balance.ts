/** A balance corrected by hand: asked for by one person with a reason, posted when another approves. */
import type { Approval } from '@ringfence/contract'
import { fromTypeId, toTypeId } from '../../kernel/ids.ts'
import { fromJson } from '../../kernel/money.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import type { Call, Outcome } from '../../platform/http.ts'
import { type ApprovalKind, requestApproval, toApproval } from '../approvals/index.ts'
import { accountStates, openOwnAccount, ownAccountId, PostingRefused, postTransfers } from '../ledger/index.ts'
import { ownerOfAccount } from './owner-of-account.ts'

export async function requestAdjustment(
  db: Database,
  masterKey: MasterKey,
  call: Call<'requestAdjustment'>,
): Promise<Outcome<Approval>> {
  const accountId = fromTypeId('acc', call.params.id)
  const isCustomers = accountId !== undefined && (await ownerOfAccount(db, masterKey, accountId)) !== undefined
  const state = isCustomers ? (await accountStates(db, [accountId])).get(accountId) : undefined
  if (!state) return { ok: false, code: 'not_found' }
  const { amount, currency, reason } = call.body
  if (state.currency !== currency) return { ok: false, code: 'currency_mismatch' }
  const { personId: id, name, role, storeId } = call.caller
  const asked = await db.transaction(tx =>
    requestApproval(tx, {
      kind: 'adjustment',
      subject: call.params.id,
      money: { amount: fromJson(amount), currency },
      reason,
      payload: {},
      by: { id, name },
      atMs: call.nowMs,
      idempotency: call.idempotency!,
    }),
  )
  if (!asked.ok) return asked
  const value = toApproval(asked.approval, {}, { id, role, storeId }, call.nowMs)
  return { ok: true, value, replayed: asked.replayed }
}

export const adjustmentKind: ApprovalKind = {
  approvers: ['finance', 'administrator'],
  execute: async (tx, approval, _by, nowMs) => {
    const accountId = fromTypeId('acc', approval.subject)!
    const [amount, currency] = [approval.amount!, approval.currency!]
    await openOwnAccount(tx, { kind: 'adjustments', currency, name: 'Adjustments', atMs: nowMs })
    const state = (await accountStates(tx, [accountId])).get(accountId)!
    if (amount < 0n && state.frozen) return { ok: false, code: 'account_frozen' }
    const customer = { id: accountId, guarded: true }
    const brand = { id: ownAccountId('adjustments', currency), guarded: false }
    // The approval's id is the transfer's: whatever happens, it is posted once.
    const common = { id: approval.id, kind: 'adjustment', currency, atMs: nowMs } as const
    try {
      await postTransfers(tx, [
        amount > 0n
          ? { ...common, debit: brand, credit: customer, amount, opens: { kind: 'paid', tender: 'adjustment' } }
          : { ...common, debit: customer, credit: brand, amount: -amount },
      ])
    } catch (error) {
      if (!(error instanceof PostingRefused)) throw error
      return { ok: false, code: amount > 0n ? 'balance_limit_exceeded' : 'insufficient_funds' }
    }
    return { ok: true, result: toTypeId('trf', approval.id) }
  },
}
