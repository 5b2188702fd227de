/** Payments with stored value: taking, refunding, showing. */
export { type CommitPayment, paymentCommitter } from './commit-payment.ts'
export { expireHolds } from './expire-holds.ts'
export { offlineRoutes } from './offline-routes.ts'
export { readReceipt } from './read-receipt.ts'
export { type RecordedPayment, recordPayment } from './record-payment.ts'
export { refundPayment } from './refund-payment.ts'
export { paymentsRoutes } from './routes.ts'
export { scanKeyHolder } from './scan-key.ts'
export {
  defaultPaymentSettings,
  type PaymentSettings,
  readPaymentSettings,
  writePaymentSettings,
} from './settings.ts'
export { insertVisits, type NewVisit, selectByKeys, selectFingerprints } from './store.ts'
export { firstPaymentReader } from './take-payment.ts'
export { type PaymentTaking, paymentTakings, type TakingsWindow } from './takings.ts'
