/**
 * Every route of the API in one table: path, who may call it, shapes in and out, errors it may answer with.
 * The server mounts this table, the client is typed by it, and the OpenAPI document is made from it.
 */
import { autoTopUpOperations } from './operations/auto-top-up.ts'
import { brandOperations } from './operations/brand.ts'
import { bulkLoadsOperations } from './operations/bulk-loads.ts'
import { cardsOperations } from './operations/cards.ts'
import { customersOperations } from './operations/customers.ts'
import { fundingOperations } from './operations/funding.ts'
import { giftCardsOperations } from './operations/gift-cards.ts'
import { identityOperations } from './operations/identity.ts'
import { insightsOperations } from './operations/insights.ts'
import { ledgerOperations } from './operations/ledger.ts'
import { offlineOperations } from './operations/offline.ts'
import type { Operation } from './operations/operation.ts'
import { paymentRequestsOperations } from './operations/payment-requests.ts'
import { paymentSettingsOperations } from './operations/payment-settings.ts'
import { paymentsOperations } from './operations/payments.ts'
import { receiptsOperations } from './operations/receipts.ts'
import { shiftsOperations } from './operations/shifts.ts'
import { storesOperations } from './operations/stores.ts'
import { walletOperations } from './operations/wallet.ts'

export type { Operation } from './operations/operation.ts'

export const operations = {
  ...brandOperations,
  ...identityOperations,
  ...walletOperations,
  ...fundingOperations,
  ...autoTopUpOperations,
  ...bulkLoadsOperations,
  ...cardsOperations,
  ...giftCardsOperations,
  ...paymentsOperations,
  ...paymentRequestsOperations,
  ...paymentSettingsOperations,
  ...receiptsOperations,
  ...offlineOperations,
  ...shiftsOperations,
  ...storesOperations,
  ...customersOperations,
  ...insightsOperations,
  ...ledgerOperations,
} as const satisfies Record<string, Operation>

export type OperationId = keyof typeof operations
