import type { LedgerAccount, Transfer } from '@ringfence/contract'

/** What an account of this kind holds, in words for the books. */
export const accountKinds: Record<LedgerAccount['kind'], string> = {
  stored_value: 'Stored value, owed to customers',
  store_sales: 'Sales of a store',
  psp_clearing: 'Owed by the payment provider',
  cash_in_tills: 'Cash in tills',
  import_clearing: 'Imported balances',
  adjustments: 'Adjustments',
}

export const transferKinds: Record<Transfer['kind'], string> = {
  load: 'Load',
  payment: 'Payment',
  refund: 'Refund',
  reversal: 'Reversal',
  adjustment: 'Adjustment',
}
