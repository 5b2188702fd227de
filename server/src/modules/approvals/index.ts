/** Four eyes: what one person asks for and another must approve before it happens. */
export { type ApprovalAsked, requestApproval } from './request-approval.ts'
export { approvalsRoutes } from './routes.ts'
export {
  type ApprovalKind,
  type ApprovalKinds,
  type Execution,
  type LockStanding,
  refuseTwo,
  type Standing,
} from './rules.ts'
export { type ApprovalRow, closeApprovalsOf, waitingSubjects } from './store.ts'
export { toApproval } from './views.ts'
