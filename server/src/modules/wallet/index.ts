/** Customers, their accounts, cards and the devices that pay. */

export { drawGiftCode, drawPrintedNumber, hideNumber } from './card-numbers.ts'
export { enrolDevice } from './enrol-device.ts'
export { type CustomerToOpen, type OpenedCustomer, openCustomers } from './open-account.ts'
export { codeResolver, type ResolveCode, type ResolvedCode } from './resolve-code.ts'
export { walletRoutes } from './routes.ts'
export { searchCustomers, selectCustomer, selectImported } from './store.ts'
export { accountsOf, withoutUuid } from './views.ts'
