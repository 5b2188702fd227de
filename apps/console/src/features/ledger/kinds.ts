import type { LedgerAccount, Transfer } from '@ringfence/contract'

/** What an account of this kind holds, in words for the books. */
export const accountKinds: Record<LedgerAccount['kind'], string> = {
  stored_value: 'Stored value, owed to customers',
  store_sales: 'Sales of a store',
  psp_clearing: 'Owed by the payment provider',
  cash_in_tills: 'Cash in tills',
  import_clearing: 'Imported balances',
  adjustments: 'Adjustments',
  debt: 'Debts of customers',
  card_at_tills: 'Cards at tills, to be settled',
  bulk_clearing: 'Bulk loads, to be paid',
  holds: 'On hold for customers',
  promotions: 'Promotional value',
  breakage: 'Expired value',
  bank: 'Bank',
  psp_fees: 'Fees of the payment provider',
  over_short: 'Over and short in tills',
  disputes: 'Lost disputes',
}

export const transferKinds: Record<Transfer['kind'], string> = {
  load: 'Load',
  payment: 'Payment',
  refund: 'Refund',
  reversal: 'Reversal',
  adjustment: 'Adjustment',
  hold: 'Hold',
  capture: 'Capture',
  release: 'Release of a hold',
  expiry: 'Expiry',
  move: 'Move between cards',
  recovery: 'Debt recovered',
  chargeback: 'Chargeback',
  undo: 'Load undone',
}
