/** What must hold in the simulation: after each moment of the purses touched, and from time to time of all the books. */

import { selectOwed } from '../../src/modules/funding/index.ts'
import { accountStates, lotsOf, proveLedger, totalsOf, trialBalanceRows } from '../../src/modules/ledger/index.ts'
import type { Memory } from './deed.ts'
import { compareLots, isLive, liveParts, type Purse } from './model.ts'
import type { World } from './world.ts'

/** Something that must hold does not. */
export class Violation extends Error {
  override readonly name = 'Violation'
  readonly purses: readonly string[]
  constructor(message: string, purses: readonly string[], options?: ErrorOptions) {
    super(message, options)
    this.purses = purses
  }
}

/** Lots, balance, holds and debts of purses are as the model has them; no balance is below zero or above its limit. */
export async function checkPurses({ db }: World, purses: ReadonlySet<Purse>, nowMs: number): Promise<void> {
  const ids = [...purses].map(purse => purse.id)
  const [lots, states, owed] = await Promise.all([lotsOf(db, ids), accountStates(db, ids), selectOwed(db, ids)])
  for (const purse of purses) {
    const state = states.get(purse.id)
    if (!state && purse.parts.length === 0) continue // a gift card that was not sold
    const real = lots.get(purse.id)!.map(({ kind, openedAt, expiresAt, amount }) => {
      return { lot: { kind, openedMs: openedAt.getTime(), expiresMs: expiresAt?.getTime() }, amount }
    })
    const stored = real.reduce((sum, part) => sum + part.amount, 0n)
    const tell = (what: string) => new Violation(`purse ${purse.id}: ${what}`, [purse.id])
    if (stored !== state!.balance) throw tell(`its lots make ${stored}, its balance says ${state!.balance}`)
    if (state!.balance < 0n) throw tell(`the balance is ${state!.balance}`)
    if (purse.ceiling !== undefined && state!.balance + state!.held > purse.ceiling)
      throw tell('the balance is above its limit')
    if (!isSorted(real)) throw tell('the lots are out of order')
    const [found, expected] = [textOf(real.filter(part => isLive(part.lot, nowMs))), textOf(liveParts(purse, nowMs))]
    if (found !== expected) throw tell(`holds ${found || 'nothing'}; the model has ${expected || 'nothing'}`)
    if (state!.held !== purse.held) throw tell(`${state!.held} are on hold; the model has ${purse.held}`)
    if ((owed.get(purse.id) ?? 0n) !== purse.owed)
      throw tell(`${owed.get(purse.id)} are owed; the model has ${purse.owed}`)
  }
}

type RealPart = { lot: Parameters<typeof compareLots>[0]; amount: bigint }
function isSorted(parts: readonly RealPart[]): boolean {
  return parts.every((part, i) => i === 0 || compareLots(parts[i - 1]!.lot, part.lot) <= 0)
}

function textOf(parts: readonly RealPart[]): string {
  return parts
    .map(({ lot, amount }) => `${amount} ${lot.kind} of ${lot.openedMs} until ${lot.expiresMs ?? 'ever'}`)
    .sort()
    .join(', ')
}

/** The chain, the balances, the lots and the holds prove themselves; sales and holds are what the model has; nothing came from nowhere. */
export async function checkBooks({ db }: World, memory: Memory): Promise<void> {
  const proof = await proveLedger(db)
  const wrong = proof.checks.filter(check => !check.ok)
  if (wrong.length > 0) throw new Violation(wrong.map(check => `${check.name}: ${check.detail}`).join('; '), [])
  const rows = await trialBalanceRows(db, undefined)
  for (const { debit, credit } of totalsOf(rows)) {
    if (debit !== credit) throw new Violation(`the trial balance is off by ${debit - credit}`, [])
  }
  const sumOf = (kind: string) => rows.filter(row => row.kind === kind).reduce((sum, row) => sum + row.balance, 0n)
  if (sumOf('store_sales') !== memory.sales)
    throw new Violation(`sales are ${sumOf('store_sales')}; the model has ${memory.sales}`, [])
  if (sumOf('holds') !== memory.holds)
    throw new Violation(`${sumOf('holds')} are on hold; the model has ${memory.holds}`, [])
}
