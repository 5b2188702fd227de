import { Customer, CustomerList, CustomerQuery, CustomerValue } from '../customers.ts'
import { consoleRoles } from '../identity.ts'
import { ActivityList, ActivityQuery } from '../wallet.ts'
import { byId, financeRoles, type Operation } from './operation.ts'

export const customersOperations = {
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
  getCustomerValue: {
    method: 'GET',
    path: '/v1/customers/{id}/value',
    summary: "What a customer's accounts hold: lots with their expiry, and holds",
    callers: ['support', ...financeRoles],
    params: byId('customer'),
    status: 200,
    reply: CustomerValue,
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
} as const satisfies Record<string, Operation>
