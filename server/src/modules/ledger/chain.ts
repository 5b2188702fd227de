/**
 * The hash chain, computed a second time and apart from the database's own code, so that one checks the other.
 * hash(n) = SHA-256( hash(n − 1) ‖ the lines of the batch's transfers in order, joined by line feeds ); hash(0) is 32 zero bytes.
 */
import { createHash, type Hash } from 'node:crypto'
import type { Uuid } from '../../kernel/ids.ts'

export interface ChainedTransfer {
  readonly id: Uuid
  readonly kind: number
  readonly debit_account: Uuid
  readonly credit_account: Uuid
  readonly amount: bigint
  readonly currency: string
  /** Microseconds since 1970. */
  readonly at_us: bigint
  readonly reverses: Uuid | null
  /** Null in transfers that moved no customer's value, or from before there were lots. */
  readonly lots: readonly Uuid[] | null
  readonly parts: readonly bigint[] | null
}

export const genesisHash = Buffer.alloc(32)

export function transferLine(t: ChainedTransfer): string {
  const lots = t.lots === null || t.parts === null ? [] : [`{${t.lots}}`, `{${t.parts}}`]
  const fields = [t.id, t.kind, t.debit_account, t.credit_account, t.amount, t.currency, t.at_us, t.reverses ?? '-']
  return [...fields, ...lots].join('|')
}

/** Collects one batch; `hash` closes it. */
export function batchHash(previous: Buffer): { add(transfer: ChainedTransfer): void; hash(): Buffer } {
  const hash: Hash = createHash('sha256').update(previous)
  let first = true
  return {
    add(transfer) {
      hash.update(first ? transferLine(transfer) : `\n${transferLine(transfer)}`)
      first = false
    },
    hash: () => hash.digest(),
  }
}
