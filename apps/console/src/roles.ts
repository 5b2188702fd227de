/** What a role may see, read from the contract's table of operations, never repeated here. */
import { consoleRoles, type OperationId, operations, type Role } from '@ringfence/contract'

/** Whether the role may call the operation at all; which records it sees is the server's to say. */
export function mayCall(role: Role, operation: OperationId): boolean {
  const callers: readonly Role[] | 'anyone' = operations[operation].callers
  return callers === 'anyone' || callers.includes(role)
}

/** Who takes payments refunds at the till, signed with the till's key; the console refunds without one. */
export function mayRefundHere(role: Role): boolean {
  return mayCall(role, 'takeRefund') && !mayCall(role, 'takePayment')
}

export interface Page {
  readonly id: string
  readonly path: string
  readonly label: string
  readonly group?: 'Money' | 'Control'
  /** All that the page can't do without. */
  readonly needs: readonly OperationId[]
}

const pages = [
  { id: 'overview', path: '/', label: 'Overview', needs: ['getOverview'] },
  { id: 'customers', path: '/customers', label: 'Customers', needs: ['listCustomers', 'getCustomer'] },
  { id: 'payments', path: '/payments', label: 'Payments', needs: ['listPayments', 'getPayment'] },
  {
    id: 'ledger',
    path: '/ledger',
    label: 'Ledger',
    group: 'Money',
    needs: ['getTrialBalance', 'listTransfers', 'getLedgerAccount', 'proveLedger'],
  },
  { id: 'stores', path: '/stores', label: 'Stores & tills', group: 'Control', needs: ['listStores', 'listTerminals'] },
] as const satisfies Page[]

export type PageId = (typeof pages)[number]['id']

/** A cashier may read payments, at the till; only the roles of the console have pages here. */
export function pagesFor(role: Role): Page[] {
  if (!consoleRoles.some(name => name === role)) return []
  return pages.filter(page => page.needs.every(operation => mayCall(role, operation)))
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
}
