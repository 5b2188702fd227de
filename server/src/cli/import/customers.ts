/** The customers of a history: found by their number in the file, or opened; portion by portion. */
import { hash } from 'node:crypto'
import { newId, type Uuid } from '../../kernel/ids.ts'
import { accountStates } from '../../modules/ledger/index.ts'
import { openCustomers, selectImported } from '../../modules/wallet/index.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import type { Purchase } from './read-purchase.ts'

export interface ImportedCustomer {
  readonly accountId: Uuid
  /** For receipts. */
  readonly name: string
  /** As it will be when all that was submitted is done; in minor units. */
  balance: bigint
}

export interface ImportedCustomers {
  /** Makes sure that `of` knows the customers of these purchases; returns how many are new. A dry run opens none. */
  prepare(purchases: readonly Purchase[]): Promise<number>
  of(purchase: Purchase): ImportedCustomer
}

export function importedCustomers(
  db: Database,
  options: { source: string; currency: string; dryRun: boolean; masterKey: MasterKey },
): ImportedCustomers {
  const { source, currency, dryRun, masterKey } = options
  const known = new Map<string, ImportedCustomer>()

  async function find(first: ReadonlyMap<string, Purchase>): Promise<void> {
    const rows = await selectImported(db, source, [...first.keys()])
    const states = await accountStates(
      db,
      rows.map(row => row.account_id),
    )
    for (const row of rows) {
      if (row.currency !== currency) {
        throw new Error(`${source} has customers in ${row.currency}: import ${currency} under another --source`)
      }
      const { balance } = states.get(row.account_id)!
      const purchase = first.get(row.external_id)!
      known.set(row.external_id, { accountId: row.account_id, name: shownNameOf(purchase), balance })
    }
  }

  /** Another import may open the same customer at the same moment: whoever is second finds the first one's. */
  async function open(purchases: readonly Purchase[]): Promise<number> {
    const toOpen = purchases.map(purchase => ({ ...personOf(purchase, source), id: newId(purchase.atMs) }))
    const programme = { currency, ceiling: undefined, masterKey } // a history need not fit today's limits
    const opened = await db.transaction(tx => openCustomers(tx, toOpen, programme))
    purchases.forEach((purchase, i) => {
      const accountId = opened[i]?.accountId
      if (accountId === undefined) return
      known.set(purchase.customer, { accountId, name: shownNameOf(purchase), balance: 0n })
    })
    return opened.filter(Boolean).length
  }

  return {
    async prepare(purchases) {
      const unknown = firstPurchases(purchases.filter(purchase => !known.has(purchase.customer)))
      if (unknown.size === 0) return 0
      await find(unknown)
      const missing = [...unknown.values()].filter(purchase => !known.has(purchase.customer))
      if (dryRun || missing.length === 0) {
        for (const purchase of missing) known.set(purchase.customer, nobody)
        return missing.length
      }
      const opened = await open(missing)
      if (opened < missing.length) await find(firstPurchases(missing.filter(one => !known.has(one.customer))))
      return opened
    },
    of(purchase) {
      const customer = known.get(purchase.customer)
      if (!customer) throw new Error(`customer ${purchase.customer} could not be opened: is the e-mail address taken?`)
      return customer
    },
  }
}

const nobody: ImportedCustomer = { accountId: '', name: '', balance: 0n }

/** Each customer's earliest purchase: that is when the customer joined. */
function firstPurchases(purchases: readonly Purchase[]): Map<string, Purchase> {
  const first = new Map<string, Purchase>()
  for (const purchase of purchases) {
    const found = first.get(purchase.customer)
    if (!found || purchase.atMs < found.atMs) first.set(purchase.customer, purchase)
  }
  return first
}

function shownNameOf(purchase: Purchase): string {
  return purchase.name?.split(/\s+/)[0] ?? `Customer ${purchase.customer}`
}

function personOf({ customer, name, atMs }: Purchase, source: string) {
  const [firstName = 'Customer', ...rest] = name?.split(/\s+/) ?? ['Customer', customer]
  const email = `${label(customer)}@${label(source)}.import.invalid`
  return { firstName, lastName: rest.join(' '), email, joinedMs: atMs, source, externalId: customer }
}

/** A word for a mail address: itself where it can be, else made unique by a hash. `.invalid` is reserved (RFC 6761): no mail leaves. */
function label(word: string): string {
  if (/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/.test(word)) return word
  const readable = word
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 30)
  return `${readable}-${hash('sha256', word, 'hex').slice(0, 16)}`.replace(/^-/, '')
}
