/** What a till asks of the server where money moves, and what it is told. */
import type {
  ActivateGiftCard,
  Answer,
  Input,
  PaymentTender,
  RefundGiftSale,
  SellGift,
  TakeLoad,
  TakePayment,
  TakeRefund,
  VoidPayment,
} from '@ringfence/contract'
import { api } from '../../session.ts'

export type Request =
  | { readonly kind: 'payment'; readonly body: TakePayment }
  | { readonly kind: 'load'; readonly body: TakeLoad }
  | { readonly kind: 'refund'; readonly paymentId: string; readonly body: TakeRefund }
  | { readonly kind: 'refundRequest'; readonly paymentId: string; readonly body: TakeRefund }
  | { readonly kind: 'void'; readonly paymentId: string; readonly body: VoidPayment }
  | { readonly kind: 'tip'; readonly paymentId: string; readonly body: Input<'tipPayment'>['body'] }
  | { readonly kind: 'activation'; readonly body: ActivateGiftCard }
  | { readonly kind: 'voidActivation'; readonly activationId: string; readonly body: { reason: string } }
  | { readonly kind: 'giftSale'; readonly body: SellGift }
  | { readonly kind: 'giftRefund'; readonly body: RefundGiftSale }

export type TenderType = PaymentTender['type']

/** One way in which money came or went. */
export interface TenderPart {
  readonly type: TenderType
  readonly amount: number
  /** Of a gift card. */
  readonly lastDigits?: string | null
  /** Given after the payment. */
  readonly tip?: boolean
}

export interface Taken {
  readonly amount: number
  readonly currency: string
  readonly customerName: string | null
  /** The payment, the activation or the gift. */
  readonly id?: string
  /** Where it came from, or went. */
  readonly tenders?: readonly TenderPart[]
  /** Of a gift card that was sold. */
  readonly lastDigits?: string
  /** Of an e-gift that the buyer takes along: told here only. */
  readonly giftCode?: string | null
}

interface Shared {
  readonly idempotencyKey: string
  readonly signal: AbortSignal
}

type Send<Kind extends Request['kind']> = (
  request: Extract<Request, { kind: Kind }>,
  shared: Shared,
) => Promise<Answer<Taken>>

const senders: { [Kind in Request['kind']]: Send<Kind> } = {
  payment: async ({ body }, shared) =>
    taken(await api.takePayment({ body, ...shared }), ({ id, currency, customerName, tenders }) => ({
      amount: body.amount,
      currency,
      customerName,
      ...(id === null ? {} : { id }),
      ...(tenders === undefined ? {} : { tenders }),
    })),
  load: async ({ body }, shared) => taken(await api.takeLoad({ body, ...shared }), plain),
  refund: async ({ paymentId, body }, shared) =>
    taken(await api.takeRefund({ params: { id: paymentId }, body, ...shared }), refund => ({
      ...plain(refund),
      id: paymentId,
      tenders: refund.tenders,
    })),
  refundRequest: async ({ paymentId, body }, shared) =>
    // Whatever is asked for a refund has an amount; other approvals have none.
    taken(await api.requestRefund({ params: { id: paymentId }, body, ...shared }), ({ amount, currency }) =>
      plain({ amount: amount!, currency: currency! }),
    ),
  void: async ({ paymentId, body }, shared) =>
    taken(await api.voidPayment({ params: { id: paymentId }, body, ...shared }), payment => ({
      ...plain(payment),
      id: paymentId,
      tenders: payment.tenders,
    })),
  tip: async ({ paymentId, body }, shared) =>
    taken(await api.tipPayment({ params: { id: paymentId }, body, ...shared }), ({ currency, customerName }) => ({
      amount: body.amount,
      currency,
      customerName,
      id: paymentId,
    })),
  activation: async ({ body }, shared) =>
    taken(await api.activateGiftCard({ body, ...shared }), card => ({
      ...plain(card),
      id: card.id,
      lastDigits: card.lastDigits,
      tenders: [{ type: tillTenders[card.tender], amount: card.amount }],
    })),
  voidActivation: async ({ activationId, body }, shared) =>
    taken(await api.voidGiftCardActivation({ params: { id: activationId }, body, ...shared }), card => ({
      ...plain(card),
      id: card.id,
      lastDigits: card.lastDigits,
      tenders: [{ type: tillTenders[card.tender], amount: card.amount }],
    })),
  giftSale: async ({ body }, shared) =>
    taken(await api.sellGift({ body, ...shared }), gift => ({
      ...plain(gift),
      id: gift.id,
      giftCode: gift.code,
      tenders: [{ type: tillTenders[gift.tender], amount: gift.amount }],
    })),
  giftRefund: async ({ body }, shared) =>
    taken(await api.refundGiftSale({ body, ...shared }), gift => ({
      ...plain(gift),
      id: gift.id,
      tenders: [{ type: tillTenders[gift.tender], amount: gift.amount }],
    })),
}

const tillTenders = { cash: 'cash', cardAtTill: 'card', card: 'card' } as const

/** Sends a request once. */
export function sendRequest(request: Request, shared: Shared): Promise<Answer<Taken>> {
  const send = senders[request.kind] as Send<Request['kind']>
  return send(request, shared)
}

const plain = ({ amount, currency }: { amount: number; currency: string }): Taken => ({
  amount,
  currency,
  customerName: null,
})

const taken = <T>(answer: Answer<T>, read: (data: T) => Taken): Answer<Taken> =>
  answer.ok ? { ...answer, data: read(answer.data) } : answer
