import { PaymentSettings } from '../payment-settings.ts'
import type { Operation } from './operation.ts'

export const paymentSettingsOperations = {
  getPaymentSettings: {
    method: 'GET',
    path: '/v1/payment-settings',
    summary: 'What the brand has decided about tips, holds and refunds',
    callers: ['storeManager', 'finance', 'auditor', 'administrator'],
    status: 200,
    reply: PaymentSettings,
    errors: [],
  },
  putPaymentSettings: {
    method: 'PUT',
    path: '/v1/payment-settings',
    summary: 'Decide about tips, holds and refunds',
    callers: ['administrator'],
    stepUp: true,
    body: PaymentSettings,
    status: 200,
    reply: PaymentSettings,
    errors: [],
  },
} as const satisfies Record<string, Operation>
