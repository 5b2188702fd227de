import { AtQuery, AuditList, LedgerAccount, Proof, TransferList, TransferQuery, TrialBalance } from '../ledger.ts'
import { byId, financeRoles, type Operation } from './operation.ts'

export const ledgerOperations = {
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
  listAudits: {
    method: 'GET',
    path: '/v1/ledger/audits',
    summary: 'What the nightly self-audits found, newest first',
    callers: [...financeRoles],
    status: 200,
    reply: AuditList,
    errors: [],
  },
} as const satisfies Record<string, Operation>
