/** Customers, their accounts, cards and the devices that pay. */

export { adjustmentKind } from './adjust-balance.ts'
export { printedNumberOf } from './card-number-rules.ts'
export { drawGiftCode, drawPrintedNumber, hideNumber } from './card-numbers.ts'
export { decide, type Guarded, isBlocked, type Protection, type Protector } from './card-protection-rules.ts'
export {
  type DesignRow,
  isDesign,
  putDesigns,
  selectDesigns,
  selectWalletCard,
  type WalletCardRow,
} from './card-store.ts'
export { chooseWalletCardDesign } from './choose-design.ts'
export { enrolDevice } from './enrol-device.ts'
export { customerNames, type FoundCustomer, findCustomers } from './find-customers.ts'
export { type CustomerToOpen, type OpenedCustomer, openCustomers } from './open-account.ts'
export { customersOfAccounts, ownerOfAccount } from './owner-of-account.ts'
export { type Acting, guardedOf, type Protected, protectWalletCard } from './protect-card.ts'
export { type Replaced, type Replacement, replaceWalletCard } from './replace-card.ts'
export { codeResolver, type ResolveCode, type ResolvedCode } from './resolve-code.ts'
export { walletRoutes } from './routes.ts'
export { sealCustomers } from './seal-customers.ts'
export { customerByEmail, searchCustomers, selectCustomer, selectImported } from './store.ts'
export { accountsOf, withoutUuid } from './views.ts'
