/**
 * How the sandbox misbehaves by chance. A draw follows from the seed and from what it is for, not from the order of calls: the same
 * seed gives the same trouble to the same charge, whatever else happens.
 */
import { hash } from 'node:crypto'
import type { Conduct } from './cards.ts'

/** Chances in thousandths. */
export interface Misbehaviour {
  readonly seed: string
  readonly declined?: number
  readonly noFunds?: number
  readonly challenge?: number
  readonly processing?: number
  readonly disputed?: number
  /** The charge goes through, and the answer is lost. */
  readonly answerLost?: number
  /** The request is lost: the provider never sees it, unless it is sent again. */
  readonly requestLost?: number
  readonly duplicateWebhook?: number
  readonly lateWebhook?: number
  /** How late at most; different delays are what reorders webhooks. */
  readonly lateMs?: number
}

const byChance = ['declined', 'noFunds', 'challenge', 'processing', 'disputed', 'answerLost'] as const

/** 0 to 999, always the same for the same words. */
function draw(seed: string, ...words: string[]): number {
  return Number.parseInt(hash('sha256', JSON.stringify([seed, ...words]), 'hex').slice(0, 12), 16) % 1000
}

/** What happens to a charge of a good card; undefined: nothing odd. */
export function drawConduct(how: Misbehaviour | undefined, chargeKey: string): Conduct | undefined {
  if (!how) return undefined
  let rest = draw(how.seed, 'charge', chargeKey)
  for (const conduct of byChance) {
    rest -= how[conduct] ?? 0
    if (rest < 0) return conduct
  }
  return undefined
}

export function losesRequest(how: Misbehaviour | undefined, chargeKey: string, attempt: number): boolean {
  return how !== undefined && draw(how.seed, 'request', chargeKey, String(attempt)) < (how.requestLost ?? 0)
}

/** How many milliseconds after its event each delivery of a webhook comes. */
export function drawDeliveries(how: Misbehaviour | undefined, eventId: string): number[] {
  if (!how) return [0]
  const copies = draw(how.seed, 'copies', eventId) < (how.duplicateWebhook ?? 0) ? 2 : 1
  return Array.from({ length: copies }, (_, i) => {
    const late = draw(how.seed, 'late', eventId, String(i)) < (how.lateWebhook ?? 0)
    return late ? Math.floor(((how.lateMs ?? 60_000) * draw(how.seed, 'delay', eventId, String(i))) / 1000) : 0
  })
}
