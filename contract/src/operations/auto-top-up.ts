import { AutoTopUp, AutoTopUpList, PutAutoTopUp } from '../auto-top-up.ts'
import { byId, financeRoles, type Operation } from './operation.ts'

export const autoTopUpOperations = {
  getMyAutoTopUp: {
    method: 'GET',
    path: '/v1/me/accounts/{id}/auto-top-up',
    summary: "My account's standing rule for loads, and how it stands",
    callers: ['customer'],
    params: byId('account'),
    status: 200,
    reply: AutoTopUp,
    errors: ['not_found'],
  },
  putMyAutoTopUp: {
    method: 'PUT',
    path: '/v1/me/accounts/{id}/auto-top-up',
    summary: 'Set the standing rule, or start it again',
    callers: ['customer'],
    params: byId('account'),
    body: PutAutoTopUp,
    status: 200,
    reply: AutoTopUp,
    errors: ['not_found', 'balance_limit_exceeded', 'account_frozen'],
  },
  removeMyAutoTopUp: {
    method: 'DELETE',
    path: '/v1/me/accounts/{id}/auto-top-up',
    summary: 'End the standing rule',
    callers: ['customer'],
    params: byId('account'),
    status: 204,
    errors: ['not_found'],
  },
  listCustomerAutoTopUps: {
    method: 'GET',
    path: '/v1/customers/{id}/auto-top-ups',
    summary: "Standing rules of a customer's accounts, and how they stand",
    callers: ['support', ...financeRoles],
    params: byId('customer'),
    status: 200,
    reply: AutoTopUpList,
    errors: ['not_found'],
  },
} as const satisfies Record<string, Operation>
