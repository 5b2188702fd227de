/**
 * Velocity rules: how often the same account, card, device, till or cashier may do what a thief does fast. One table of defaults; the
 * deployment may set other maxima. What needs the moment's own data stays with its module: PINs and questions about gift cards
 * (gift-cards/card-rules.ts), declined cards (funding/cards/rules.ts), e-mail codes (identity). Pure.
 */
import type { OperationId } from '@ringfence/contract'
import type { Limit } from '../tries.ts'

export type Subject = 'account' | 'customer' | 'device' | 'staff' | 'terminal'

export interface VelocityRule {
  readonly name: string
  readonly operations: readonly OperationId[]
  /** Whose tries are counted together. Where a request has no such subject, the rule does not count. */
  readonly subject: Subject
  /** All requests, or those alone that a code of somebody's was refused in. */
  readonly counts: 'requests' | 'refusedCodes'
  readonly windowMs: number
  readonly triesMax: number
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export const velocityRules: readonly VelocityRule[] = [
  rule('refunds', ['takeRefund', 'voidPayment', 'refundGiftSale', 'voidGiftCardActivation'], 'staff', hour, 60),
  rule('loads', ['takeLoad'], 'account', day, 50),
  rule('loads at the till', ['takeLoad'], 'staff', hour, 200),
  rule('card sales', ['activateGiftCard', 'sellGift'], 'staff', hour, 200),
  rule('moved cards', ['consolidateMyGiftCards'], 'customer', day, 30),
  rule('claimed cards', ['claimMyGiftCard'], 'customer', day, 100),
  rule('enrolled devices', ['enrolMyDevice'], 'customer', day, 20),
  rule('scanned payments', ['payPaymentRequest'], 'customer', hour, 120),
  rule('replaced cards', ['replaceCard'], 'customer', day, 10),
  { ...rule('refused codes of a till', ['takePayment'], 'terminal', 10 * minute, 60), counts: 'refusedCodes' },
  { ...rule('refused codes of a device', ['takePayment'], 'device', 10 * minute, 20), counts: 'refusedCodes' },
]

function rule(
  name: string,
  operations: readonly OperationId[],
  subject: Subject,
  windowMs: number,
  triesMax: number,
): VelocityRule {
  return { name, operations, subject, counts: 'requests', windowMs, triesMax }
}

/** Answers that say a code was none, or was none any more. A used one is shown twice by accident, too, but nobody does that so often. */
export const refusedCodes: ReadonlySet<string> = new Set(['code_invalid', 'code_expired', 'code_used'])

/** What of a request tells the subjects apart. */
export interface Counted {
  readonly role: string
  readonly personId: string
  readonly terminalId: string | undefined
  readonly body: unknown
}

/** Undefined: the request has no such subject. */
export function subjectOf(subject: Subject, { role, personId, terminalId, body }: Counted): string | undefined {
  const given = typeof body === 'object' && body !== null ? (body as { accountId?: unknown; code?: unknown }) : {}
  switch (subject) {
    case 'account':
      return typeof given.accountId === 'string' ? given.accountId : undefined
    case 'customer':
      return role === 'customer' ? personId : undefined
    case 'staff':
      return role === 'customer' ? undefined : personId
    case 'terminal':
      return terminalId
    case 'device':
      return typeof given.code === 'string' ? given.code.slice(0, aliasLength) : undefined
  }
}
/** Of a pay code, the part that names the device. */
const aliasLength = 8

/** The limits of an operation that one request counts against; those that many share last. `maxima` are the deployment's own, by name. */
export function limitsOf(
  operation: OperationId,
  counts: VelocityRule['counts'],
  request: Counted,
  maxima: Readonly<Record<string, number>> = {},
): Limit[] {
  return velocityRules
    .filter(rule => rule.counts === counts && rule.operations.includes(operation))
    .flatMap(({ name, subject, windowMs, triesMax }) => {
      const asker = subjectOf(subject, request)
      return asker === undefined
        ? []
        : [{ name: `velocity ${name}`, asker, windowMs, triesMax: maxima[name] ?? triesMax }]
    })
}
