/** What happened, for people and for integrators: the entries of the outbox and the rows behind them. */
import type { LiveEvent } from '@ringfence/contract'
import { idPrefixes } from '@ringfence/contract'
import { toTypeId, type Uuid } from '../../kernel/ids.ts'
import type { Queryable } from '../../platform/database.ts'
import type { OutboxEntry } from '../../platform/outbox.ts'
import { readAutoTopUpEvents, readDisputeEvents, readLoadEvents, readLoadRefundEvents } from '../funding/events.ts'
import { type GiftEvent, readConsolidationEvents, readGiftDisputeEvents, readGiftEvents } from '../gift-cards/events.ts'
import {
  type PaymentEvent,
  readPaidRequestEvents,
  readPaymentEvents,
  readRefundEvents,
  readReleasedEvents,
  readTakenPayments,
  readTipEvents,
} from '../payments/events.ts'

/** Something that happened, as it is told live and by webhook. */
export interface Happening {
  readonly type: LiveEvent['type']
  readonly id: string
  /** Null: told to one customer, whatever account they have. */
  readonly accountId: Uuid | null
  readonly buyerId?: Uuid
  readonly storeId: Uuid | null
  readonly terminalId: Uuid | null
  readonly amount: bigint
  readonly currency: string
  readonly at: Date
  /** Of a request that was paid. */
  readonly paymentId?: Uuid
}

/** What an entry of the outbox tells, read from the rows behind it. */
export async function happeningsOf(db: Queryable, entry: OutboxEntry): Promise<Happening[]> {
  const { type, lane, ids } = entry
  switch (type) {
    case 'payments.taken':
      return (await readTakenPayments(db, lane, [entry])).map(captured)
    case 'payments.refunded':
      return (await readRefundEvents(db, lane, ids)).map(event =>
        named(event.void ? 'payment.voided' : 'payment.refunded', idPrefixes.refund, event),
      )
    case 'payments.authorized':
      return (await readPaymentEvents(db, lane, ids)).map(event =>
        named('payment.authorized', idPrefixes.payment, event),
      )
    case 'payments.released':
      return (await readReleasedEvents(db, lane, ids)).map(event =>
        named(`payment.${event.why}`, idPrefixes.payment, event),
      )
    case 'payments.tipped':
      return (await readTipEvents(db, lane, ids)).map(event => named('payment.tipped', idPrefixes.payment, event))
    case 'paymentRequests.paid':
      return (await readPaidRequestEvents(db, lane, ids)).map(event =>
        named('paymentRequest.paid', idPrefixes.paymentRequest, event),
      )
    case 'loads.succeeded':
      return (await readLoadEvents(db, lane, ids)).map(event => named('load.succeeded', idPrefixes.load, event))
    case 'loads.failed':
      return (await readLoadEvents(db, lane, ids)).map(event => named('load.failed', idPrefixes.load, event))
    case 'giftCards.activated':
    case 'giftCards.voided':
      return [] // told to nobody live: they belong to no account
    case 'giftCards.delivered':
      return (await readGiftEvents(db, 'delivered', ids)).map(event => ofBuyer('giftCard.delivered', event))
    case 'giftCards.claimed':
      return (await readGiftEvents(db, 'claimed', ids)).map(event => ofBuyer('giftCard.claimed', event))
    case 'giftCards.consolidated':
      return (await readConsolidationEvents(db, ids)).map(event =>
        named('giftCard.consolidated', idPrefixes.consolidation, { ...event, ...nowhere }),
      )
    case 'giftCards.disputed':
    case 'giftCards.reinstated': {
      const what = type === 'giftCards.disputed' ? 'giftCard.disputed' : 'giftCard.reinstated'
      return (await readGiftDisputeEvents(db, ids)).map(event =>
        named(what, idPrefixes.dispute, { ...event, ...nowhere }),
      )
    }
    case 'loads.refunded':
      return (await readLoadRefundEvents(db, lane, ids)).map(event =>
        named('load.refunded', idPrefixes.loadRefund, event),
      )
    case 'loads.disputed':
      return (await readDisputeEvents(db, lane, ids)).map(event => named('load.disputed', idPrefixes.dispute, event))
    case 'loads.reinstated':
      return (await readDisputeEvents(db, lane, ids)).map(event => named('load.reinstated', idPrefixes.dispute, event))
    case 'autoTopUps.told':
      return (await readAutoTopUpEvents(db, lane, ids)).map(event => named('autoTopUp.told', idPrefixes.account, event))
  }
}

/** Of entries of one lane, in their order. Payments that follow one another are read together: a busy hour is little else. */
export async function happeningsOfAll(db: Queryable, entries: readonly OutboxEntry[]): Promise<Happening[]> {
  const [first] = entries
  if (first) await readTakenPayments(db, first.lane, entries) // what it reads it remembers
  const told: Happening[] = []
  for (const entry of entries) told.push(...(await happeningsOf(db, entry)))
  return told
}

function captured(event: PaymentEvent): Happening {
  return named('payment.captured', idPrefixes.payment, event)
}

function named(type: Happening['type'], prefix: string, event: Omit<Happening, 'type'>): Happening {
  return { ...event, type, id: toTypeId(prefix, event.id) }
}

const nowhere = { storeId: null, terminalId: null }

/** What becomes of a gift after its sale is the buyer's to know, and nobody else's; whose account it is in is not. */
function ofBuyer(type: Happening['type'], event: GiftEvent): Happening {
  return named(type, idPrefixes.gift, { ...event, ...nowhere, accountId: null })
}
