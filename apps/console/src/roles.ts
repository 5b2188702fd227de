/** What a role may see, read from the contract's table of operations, never repeated here. */
import { consoleRoles, type OperationId, operations, type Role } from '@ringfence/contract'

/** Whether the role may call the operation at all; which records it sees is the server's to say. */
export function mayCall(role: Role, operation: OperationId): boolean {
  const callers: readonly Role[] | 'anyone' = operations[operation].callers
  return callers === 'anyone' || callers.includes(role)
}

/** What people come here to do, in the order of the navigation. */
export const pageGroups = ['Sell', 'Customers', 'Money', 'Books', 'Control'] as const
export type PageGroup = (typeof pageGroups)[number]

export interface Page {
  readonly id: string
  readonly path: string
  readonly label: string
  readonly group?: PageGroup
  /** All that the page can't do without. */
  readonly needs: readonly OperationId[]
}

const pages = [
  { id: 'overview', path: '/', label: 'Overview', needs: ['getOverview'] },
  { id: 'approvals', path: '/approvals', label: 'Approvals', needs: ['listApprovals'] },
  { id: 'payments', path: '/payments', label: 'Payments', group: 'Sell', needs: ['listPayments', 'getPayment'] },
  { id: 'shifts', path: '/shifts', label: 'Shifts', group: 'Sell', needs: ['listShifts', 'getShift'] },
  { id: 'lateDeclines', path: '/late-declines', label: 'Late declines', group: 'Sell', needs: ['listLateDeclines'] },
  { id: 'paymentCodes', path: '/payment-codes', label: 'Payment codes', group: 'Sell', needs: ['listPaymentCodes'] },
  { id: 'stores', path: '/stores', label: 'Stores & tills', group: 'Sell', needs: ['listStores', 'listTerminals'] },
  {
    id: 'customers',
    path: '/customers',
    label: 'Customers',
    group: 'Customers',
    needs: ['listCustomers', 'getCustomer'],
  },
  { id: 'giftCards', path: '/gift-cards', label: 'Find a gift card', group: 'Customers', needs: ['findGiftCard'] },
  {
    id: 'bulkLoads',
    path: '/bulk-loads',
    label: 'Bulk loads',
    group: 'Customers',
    needs: ['listBulkLoads', 'getBulkLoad', 'listBulkLoadLines'],
  },
  { id: 'cardBatches', path: '/card-batches', label: 'Card batches', group: 'Customers', needs: ['listCardBatches'] },
  { id: 'disputes', path: '/disputes', label: 'Disputes', group: 'Money', needs: ['listDisputes', 'getLoad'] },
  { id: 'payouts', path: '/payouts', label: 'Payouts', group: 'Money', needs: ['listPayouts', 'getPayout'] },
  { id: 'feesSaved', path: '/fees-saved', label: 'Fees saved', group: 'Money', needs: ['getFeesSaved'] },
  {
    id: 'ledger',
    path: '/ledger',
    label: 'Ledger',
    group: 'Books',
    needs: ['getTrialBalance', 'listTransfers', 'getLedgerAccount', 'proveLedger', 'listAudits'],
  },
  { id: 'staff', path: '/staff', label: 'Staff', group: 'Control', needs: ['listStaff'] },
  {
    id: 'terminals',
    path: '/terminals',
    label: 'Tills',
    group: 'Control',
    needs: ['listTerminals', 'listTerminalKeys'],
  },
  { id: 'clients', path: '/clients', label: 'Machine clients', group: 'Control', needs: ['listClients'] },
  {
    id: 'webhooks',
    path: '/webhooks',
    label: 'Webhooks',
    group: 'Control',
    needs: ['listWebhookEndpoints', 'listWebhookDeliveries'],
  },
  {
    id: 'audit',
    path: '/audit',
    label: 'Audit',
    group: 'Control',
    needs: ['listAuditEvents', 'getAuditState', 'verifyAuditTrail', 'exportAuditEvents'],
  },
  {
    id: 'firewall',
    path: '/firewall',
    label: 'Firewall',
    group: 'Control',
    needs: ['listFirewallRules'],
  },
  { id: 'apiUse', path: '/api-use', label: 'API use', group: 'Control', needs: ['getApiUse'] },
] as const satisfies Page[]

export type PageId = (typeof pages)[number]['id']

/** Who has a desk here: the contract's console roles, and marketing, which proposes bulk loads. */
export const deskRoles = [...consoleRoles, 'marketing'] as const satisfies Role[]

/** A cashier may read payments, at the till; only the roles of the console have pages here. */
export function pagesFor(role: Role): Page[] {
  if (!deskRoles.some(name => name === role)) return []
  return pages.filter(page => page.needs.every(operation => mayCall(role, operation)))
}

/** Whoever has a desk here and may refund at all: away from a till the API wants a fresh sign-in instead of the till's key. */
export function mayRefundHere(role: Role): boolean {
  return deskRoles.some(name => name === role) && mayCall(role, 'takeRefund')
}

export function maySee(role: Role, page: PageId): boolean {
  return pagesFor(role).some(({ id }) => id === page)
}

/** A role as people say it. */
export const roleNames: Record<Role, string> = {
  customer: 'Customer',
  cashier: 'Cashier',
  shiftLead: 'Shift lead',
  storeManager: 'Store manager',
  marketing: 'Marketing',
  support: 'Support',
  finance: 'Finance',
  auditor: 'Auditor',
  administrator: 'Administrator',
  client: 'Machine client',
}
