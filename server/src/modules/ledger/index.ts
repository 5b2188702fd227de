/** The books: double entry, append only, guarded, chained. */
export {
  debtAccountId,
  openBrandAccounts,
  openDebt,
  openOwnAccount,
  openStoredValue,
  ownAccountId,
} from './accounts.ts'
export { exportChain, verifyChainFile } from './chain-file.ts'
export { expireDueLots, expireLots, expireLotsOf } from './expire-lots.ts'
export { balancesAfter, guardArguments, guardsOf } from './guard.ts'
export { accountHistory, type HistoryEntry } from './history.ts'
export {
  type CloseOutcome,
  captureHold,
  type NewHold,
  placeHold,
  releaseHold,
} from './holds.ts'
export { allLanes, laneCount, laneOf } from './lanes.ts'
export { drawsOf, type Lot, type LotOrigin, lotsOf, selectLots } from './lots.ts'
export { auditNight } from './nightly-audit.ts'
export { postTransfers, type Refusal, refusalOf } from './post.ts'
export { type NewTransfer, PostingRefused } from './post-exactly.ts'
export { type LedgerProof, proveLedger } from './prove.ts'
export { ledgerRoutes } from './routes.ts'
export { type LotKind, type LotPart, rankOf } from './rules.ts'
export { accountStates, floatOf, setFrozen } from './states.ts'
export { lockAccounts, type OwnKind, spendingOf } from './store.ts'
export { openHoldsOf } from './store-holds.ts'
export { totalsOf, trialBalanceRows } from './trial-balance.ts'
