/** Why a payment was not taken after all, as the cashier reads it. */
import type { OfflineResult } from '@ringfence/contract'

const texts: Record<NonNullable<OfflineResult['reason']>, string> = {
  insufficient_funds: 'The balance did not cover it.',
  code_invalid: 'The code was not real.',
  code_expired: 'The code was too old.',
  code_used: 'The code was used already.',
  account_frozen: 'The account is frozen.',
  currency_mismatch: 'The account holds another currency.',
  basket_mismatch: 'The basket did not add up.',
  limit_exceeded: 'Beyond what may be taken offline.',
  not_allowed: 'This till may not take payments offline.',
  out_of_window: 'It came too late.',
  signature_invalid: 'It was changed, or this till is not known.',
  wrong_terminal: 'It belongs to another till.',
  altered: 'Another payment was sent under its number.',
  missing_before: 'A payment before it is missing.',
  out_of_order: 'It is not the next in line.',
}

export const reasonText = (reason: NonNullable<OfflineResult['reason']>): string => texts[reason]
