/**
 * Every route of the API in one table: path, who may call it, shapes in and out, errors it may answer with.
 * The server mounts this table, the client is typed by it, and the OpenAPI document is made from it.
 */
import type { TSchema } from 'typebox'
import { Type } from 'typebox'
import { Brand } from './brand.ts'
import { Closed, Id, type IdKind } from './common.ts'
import { Customer, CustomerList, CustomerQuery } from './customers.ts'
import type { ErrorCode } from './errors.ts'
import {
  consoleRoles,
  PublicKey,
  type Role,
  roles,
  SandboxPerson,
  SandboxSignIn,
  Session,
  TerminalKey,
  TerminalList,
} from './identity.ts'
import { Overview, OverviewQuery } from './insights.ts'
import { AtQuery, LedgerAccount, Proof, TransferList, TransferQuery, TrialBalance } from './ledger.ts'
import { Load, PaymentMethodList, TakeLoad } from './loads.ts'
import { Payment, PaymentList, PaymentQuery, PaymentTaken, Refund, TakePayment, TakeRefund } from './payments.ts'
import { Menu, StoreList } from './stores.ts'
import { AccountList, ActivityList, ActivityQuery, DeviceList, EnrolDevice, EnrolledDevice, Me } from './wallet.ts'

export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: `/v1/${string}`
  readonly summary: string
  /** Roles that may call it; `anyone` needs no token and is only for what is public. */
  readonly callers: readonly Role[] | 'anyone'
  /**
   * Staff at a till must sign with the terminal's key (RFC 9421); on for every write by a terminal. At a public
   * operation a signature may be absent; the handler decides.
   */
  readonly signed?: true
  /** Needs an Idempotency-Key; the first answer is replayed. */
  readonly idempotent?: true
  /** Exists in sandbox mode only. */
  readonly sandbox?: true
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  readonly status: 200 | 201 | 204
  /** Absent: no body (204) or an event stream. */
  readonly reply?: TSchema
  readonly errors: readonly ErrorCode[]
}

const byId = (kind: IdKind) => Closed({ id: Id(kind) })
const tillRoles = ['cashier', 'shiftLead', 'storeManager'] as const satisfies Role[]
const financeRoles = ['finance', 'auditor', 'administrator'] as const satisfies Role[]

export const operations = {
  getBrand: {
    method: 'GET',
    path: '/v1/brand',
    summary: 'Name, theme and limits of the brand',
    callers: 'anyone',
    status: 200,
    reply: Brand,
    errors: [],
  },
  listSandboxPeople: {
    method: 'GET',
    path: '/v1/sandbox/people',
    summary: 'People of the demo to sign in as',
    callers: 'anyone',
    sandbox: true,
    status: 200,
    reply: Closed({ data: Type.Array(SandboxPerson) }),
    errors: [],
  },
  listSandboxTerminals: {
    method: 'GET',
    path: '/v1/sandbox/terminals',
    summary: 'Tills of the demo',
    callers: 'anyone',
    sandbox: true,
    status: 200,
    reply: TerminalList,
    errors: [],
  },
  enrolSandboxTerminal: {
    method: 'POST',
    path: '/v1/sandbox/terminals/{id}/keys',
    summary: 'Give a till of the demo another signing key',
    callers: 'anyone',
    sandbox: true,
    params: byId('terminal'),
    body: PublicKey,
    status: 201,
    reply: TerminalKey,
    errors: ['not_found'],
  },
  signInSandbox: {
    method: 'POST',
    path: '/v1/sandbox/sign-in',
    summary: 'Sign in as someone of the demo',
    callers: 'anyone',
    signed: true,
    sandbox: true,
    body: SandboxSignIn,
    status: 200,
    reply: Session,
    errors: ['not_found', 'signature_invalid'],
  },
  getMe: {
    method: 'GET',
    path: '/v1/me',
    summary: 'My profile',
    callers: ['customer'],
    status: 200,
    reply: Me,
    errors: [],
  },
  listMyAccounts: {
    method: 'GET',
    path: '/v1/me/accounts',
    summary: 'My accounts with balance and card',
    callers: ['customer'],
    status: 200,
    reply: AccountList,
    errors: [],
  },
  listMyActivity: {
    method: 'GET',
    path: '/v1/me/accounts/{id}/activity',
    summary: 'History of my account, newest first',
    callers: ['customer'],
    params: byId('account'),
    query: ActivityQuery,
    status: 200,
    reply: ActivityList,
    errors: ['not_found'],
  },
  getMyPayment: {
    method: 'GET',
    path: '/v1/me/payments/{id}',
    summary: 'Receipt of my payment',
    callers: ['customer'],
    params: byId('payment'),
    status: 200,
    reply: Payment,
    errors: ['not_found'],
  },
  listMyDevices: {
    method: 'GET',
    path: '/v1/me/devices',
    summary: 'Devices that show pay codes for me',
    callers: ['customer'],
    status: 200,
    reply: DeviceList,
    errors: [],
  },
  enrolMyDevice: {
    method: 'POST',
    path: '/v1/me/devices',
    summary: 'Enrol this device to show pay codes',
    callers: ['customer'],
    body: EnrolDevice,
    status: 201,
    reply: EnrolledDevice,
    errors: ['not_found'],
  },
  removeMyDevice: {
    method: 'DELETE',
    path: '/v1/me/devices/{id}',
    summary: 'Stop a device from paying',
    callers: ['customer'],
    params: byId('device'),
    status: 204,
    errors: ['not_found'],
  },
  listMyPaymentMethods: {
    method: 'GET',
    path: '/v1/me/payment-methods',
    summary: 'Cards I can load with',
    callers: ['customer'],
    status: 200,
    reply: PaymentMethodList,
    errors: [],
  },
  takeLoad: {
    method: 'POST',
    path: '/v1/loads',
    summary: 'Load money: by card (customer) or cash (till)',
    callers: ['customer', ...tillRoles],
    signed: true,
    idempotent: true,
    body: TakeLoad,
    status: 201,
    reply: Load,
    errors: [
      'balance_limit_exceeded',
      'currency_mismatch',
      'code_invalid',
      'code_expired',
      'code_used',
      'account_frozen',
      'psp_unavailable',
      'not_found',
    ],
  },
  takePayment: {
    method: 'POST',
    path: '/v1/payments',
    summary: 'Charge a pay code',
    callers: [...tillRoles],
    signed: true,
    idempotent: true,
    body: TakePayment,
    status: 201,
    reply: PaymentTaken,
    errors: [
      'insufficient_funds',
      'code_invalid',
      'code_expired',
      'code_used',
      'currency_mismatch',
      'basket_mismatch',
      'account_frozen',
      'overloaded',
      'not_found',
    ],
  },
  listPayments: {
    method: 'GET',
    path: '/v1/payments',
    summary: 'Payments, newest first; a till sees its own store',
    callers: [...tillRoles, 'support', 'finance', 'auditor', 'administrator'],
    query: PaymentQuery,
    status: 200,
    reply: PaymentList,
    errors: [],
  },
  getPayment: {
    method: 'GET',
    path: '/v1/payments/{id}',
    summary: 'A payment with its receipt',
    callers: [...tillRoles, 'support', 'finance', 'auditor', 'administrator'],
    params: byId('payment'),
    status: 200,
    reply: Payment,
    errors: ['not_found'],
  },
  takeRefund: {
    method: 'POST',
    path: '/v1/payments/{id}/refunds',
    summary: 'Give back a payment, whole, by line or by amount',
    callers: [...tillRoles, 'support'],
    signed: true,
    idempotent: true,
    params: byId('payment'),
    body: TakeRefund,
    status: 201,
    reply: Refund,
    errors: ['already_refunded', 'balance_limit_exceeded', 'not_found'],
  },
  listStores: {
    method: 'GET',
    path: '/v1/stores',
    summary: 'Stores',
    callers: [...roles],
    status: 200,
    reply: StoreList,
    errors: [],
  },
  getMenu: {
    method: 'GET',
    path: '/v1/stores/{id}/menu',
    summary: 'What a store sells',
    callers: [...roles],
    params: byId('store'),
    status: 200,
    reply: Menu,
    errors: ['not_found'],
  },
  listTerminals: {
    method: 'GET',
    path: '/v1/terminals',
    summary: 'Tills and when they were last seen',
    callers: [...consoleRoles],
    status: 200,
    reply: TerminalList,
    errors: [],
  },
  listCustomers: {
    method: 'GET',
    path: '/v1/customers',
    summary: 'Customers, by name or e-mail',
    callers: [...consoleRoles],
    query: CustomerQuery,
    status: 200,
    reply: CustomerList,
    errors: [],
  },
  getCustomer: {
    method: 'GET',
    path: '/v1/customers/{id}',
    summary: 'A customer with accounts',
    callers: [...consoleRoles],
    params: byId('customer'),
    status: 200,
    reply: Customer,
    errors: ['not_found'],
  },
  listCustomerActivity: {
    method: 'GET',
    path: '/v1/customers/{id}/activity',
    summary: "History of a customer's accounts",
    callers: [...consoleRoles],
    params: byId('customer'),
    query: ActivityQuery,
    status: 200,
    reply: ActivityList,
    errors: ['not_found'],
  },
  getOverview: {
    method: 'GET',
    path: '/v1/insights/overview',
    summary: 'How today goes',
    callers: [...consoleRoles, 'marketing'],
    query: OverviewQuery,
    status: 200,
    reply: Overview,
    errors: ['not_found'],
  },
  getTrialBalance: {
    method: 'GET',
    path: '/v1/ledger/trial-balance',
    summary: 'All accounts, debit and credit, now or at a time',
    callers: [...financeRoles],
    query: AtQuery,
    status: 200,
    reply: TrialBalance,
    errors: [],
  },
  listTransfers: {
    method: 'GET',
    path: '/v1/ledger/transfers',
    summary: 'Transfers, newest first',
    callers: [...financeRoles],
    query: TransferQuery,
    status: 200,
    reply: TransferList,
    errors: [],
  },
  getLedgerAccount: {
    method: 'GET',
    path: '/v1/ledger/accounts/{id}',
    summary: 'An account and its balance, now or at a time',
    callers: [...financeRoles],
    params: byId('ledgerAccount'),
    query: AtQuery,
    status: 200,
    reply: LedgerAccount,
    errors: ['not_found'],
  },
  proveLedger: {
    method: 'GET',
    path: '/v1/ledger/proof',
    summary: 'Check conservation, balances and the hash chain now',
    callers: [...financeRoles],
    status: 200,
    reply: Proof,
    errors: [],
  },
  streamEvents: {
    method: 'GET',
    path: '/v1/events/stream',
    summary: 'Live events as they happen (server-sent events)',
    callers: [...roles],
    status: 200,
    errors: [],
  },
} as const satisfies Record<string, Operation>

export type OperationId = keyof typeof operations
