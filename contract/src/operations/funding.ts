import { Load, PaymentMethodList, TakeLoad } from '../loads.ts'
import { type Operation, tillRoles } from './operation.ts'

export const fundingOperations = {
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
} as const satisfies Record<string, Operation>
