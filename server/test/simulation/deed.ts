/** What all deeds have in common: what is asked, what must come of it, what it changes. */
import type { Random } from '../../src/demo/random.ts'
import { fromTypeId, newId, type Uuid } from '../../src/kernel/ids.ts'
import { testFingerprint } from '../till.ts'
import type * as model from './model.ts'
import type { Person, World } from './world.ts'

/** What the product answered, told in the same words for every verb. */
export interface Answer {
  readonly ok: boolean
  readonly code?: string | undefined
  readonly id?: Uuid | undefined
  readonly replayed?: boolean | undefined
}

export interface Deed {
  readonly what: string
  /** Purses that it may change; no other deed of the same moment has one of them. */
  readonly purses: readonly model.Purse[]
  readonly ask: () => Promise<Answer>
  /** `true`: it must succeed; else the codes with which it must be refused. */
  readonly expected: true | readonly string[]
  /** Brings the model to where the product must be now. */
  readonly apply: (answer: Answer) => void
  /** A refusal changes something, too: the charge may have gone through. */
  readonly leavesTrace?: true
  /** Of a success that can be asked for again by its key: later, the same must be answered. */
  readonly again?: (first: Answer) => { ask: () => Promise<Answer>; altered?: () => Promise<Answer> }
}

export interface CardLoad {
  readonly person: Person
  readonly lot: model.Lot
  readonly amount: bigint
  readonly key: string
  state: 'pending' | 'booked' | 'disputed'
  loadId: Uuid | undefined
}

/** What the model remembers beside purses. */
export interface Memory {
  readonly payments: model.Payment[]
  readonly cardLoads: CardLoad[]
  sales: bigint
  holds: bigint
}

export interface Moment {
  readonly world: World
  readonly memory: Memory
  readonly random: Random
  readonly nowMs: number
}

export const key = (clientId: Uuid, content: unknown) => {
  return { clientId, key: newId(), fingerprint: testFingerprint(content) }
}
export const nothing = () => {}

export function answerOf(
  outcome: { ok: true; replayed?: boolean | undefined; value?: { id: string | null } } | { ok: false; code: string },
): Answer {
  if (!outcome.ok) return outcome
  const id = outcome.value?.id ? fromTypeId('pay', outcome.value.id) : undefined
  return { ok: true, id, replayed: outcome.replayed }
}

export function paid(id: Uuid, purse: model.Purse, sources: model.Source[], atMs: number): model.Payment {
  return { id, purse, state: 'captured', sources, atMs, expiresMs: undefined, tipped: false }
}
