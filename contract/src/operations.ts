/**
 * Every route of the API in one table: path, who may call it, shapes in and out, errors it may answer with.
 * The server mounts this table, the client is typed by it, and the OpenAPI document is made from it.
 */
import { apiUseOperations } from './operations/api-use.ts'
import { approvalsOperations } from './operations/approvals.ts'
import { auditOperations } from './operations/audit.ts'
import { autoTopUpOperations } from './operations/auto-top-up.ts'
import { brandOperations } from './operations/brand.ts'
import { bulkLoadsOperations } from './operations/bulk-loads.ts'
import { cardsOperations } from './operations/cards.ts'
import { clientsOperations } from './operations/clients.ts'
import { customersOperations } from './operations/customers.ts'
import { docsOperations } from './operations/docs.ts'
import { firewallOperations } from './operations/firewall.ts'
import { fundingOperations } from './operations/funding.ts'
import { giftCardsOperations } from './operations/gift-cards.ts'
import { identityOperations } from './operations/identity.ts'
import { insightsOperations } from './operations/insights.ts'
import { ledgerOperations } from './operations/ledger.ts'
import { offlineOperations } from './operations/offline.ts'
import { type ScopedOperation, scoped } from './operations/operation.ts'
import { paymentRequestsOperations } from './operations/payment-requests.ts'
import { paymentSettingsOperations } from './operations/payment-settings.ts'
import { paymentsOperations } from './operations/payments.ts'
import { receiptsOperations } from './operations/receipts.ts'
import { shiftsOperations } from './operations/shifts.ts'
import { signInOperations } from './operations/sign-in.ts'
import { staffOperations } from './operations/staff.ts'
import { storesOperations } from './operations/stores.ts'
import { terminalsOperations } from './operations/terminals.ts'
import { walletOperations } from './operations/wallet.ts'
import { eventsOperations, webhooksOperations } from './operations/webhooks.ts'

export type { Scope, ScopedOperation as Operation } from './operations/operation.ts'

export const operations = {
  ...scoped('brand', brandOperations),
  ...scoped('identity', identityOperations),
  ...scoped('wallet', walletOperations),
  ...scoped('funding', fundingOperations),
  ...scoped('auto-top-up', autoTopUpOperations),
  ...scoped('bulk-loads', bulkLoadsOperations),
  ...scoped('cards', cardsOperations),
  ...scoped('gift-cards', giftCardsOperations),
  ...scoped('payments', paymentsOperations),
  ...scoped('payment-requests', paymentRequestsOperations),
  ...scoped('payment-settings', paymentSettingsOperations),
  ...scoped('receipts', receiptsOperations),
  ...scoped('offline', offlineOperations),
  ...scoped('shifts', shiftsOperations),
  ...scoped('sign-in', signInOperations),
  ...scoped('stores', storesOperations),
  ...scoped('customers', customersOperations),
  ...scoped('insights', insightsOperations),
  ...scoped('ledger', ledgerOperations),
  ...scoped('audit-events', auditOperations),
  ...scoped('api-use', apiUseOperations),
  ...scoped('webhooks', webhooksOperations),
  ...scoped('events', eventsOperations),
  ...scoped('approvals', approvalsOperations),
  ...scoped('staff', staffOperations),
  ...scoped('terminals', terminalsOperations),
  ...scoped('clients', clientsOperations),
  ...scoped('firewall', firewallOperations),
  ...scoped('docs', docsOperations),
} as const satisfies Record<string, ScopedOperation>

export type OperationId = keyof typeof operations
