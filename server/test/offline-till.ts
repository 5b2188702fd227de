/** A till for tests that takes payments while the network is away, the way the real one does: signed and chained. */
import {
  generateSigningKey,
  type OfflineLimits,
  type OfflinePayment,
  type OfflineRecord,
  type OfflineResults,
  offlineGenesis,
  offlineHash,
  type PaymentItem,
  type SigningKey,
  signOffline,
} from '@ringfence/contract'
import { toTypeId } from '../src/kernel/ids.ts'
import { putTerminalKey } from '../src/modules/identity/store.ts'
import { paymentCommitter } from '../src/modules/payments/index.ts'
import { type Forward, offlineForwarder } from '../src/modules/payments/offline-forward.ts'
import { insertRule, lockOfflineTerminal } from '../src/modules/payments/offline-store.ts'
import { codeResolver } from '../src/modules/wallet/index.ts'
import type { Database } from '../src/platform/database.ts'
import { currency, type TestCustomer, type TestStore, testKey } from './brand.ts'
import { testNow } from './till.ts'

export const testLimits: OfflineLimits = { perAccount: 2_000, terminalSum: 10_000, terminalCount: 20, windowHours: 12 }

/** The manager lets a till work offline, long ago unless told otherwise. */
export async function allowOffline(
  db: Database,
  store: TestStore,
  rule: { enabled?: boolean; limits?: Partial<OfflineLimits>; atMs?: number } = {},
): Promise<void> {
  const limits = { ...testLimits, ...rule.limits }
  await db.transaction(async tx => {
    await lockOfflineTerminal(tx, store.terminalId)
    await insertRule(tx, {
      ...limits,
      enabled: rule.enabled ?? true,
      perAccount: BigInt(limits.perAccount),
      terminalSum: BigInt(limits.terminalSum),
      terminalId: store.terminalId,
      staffId: store.cashierId,
      atMs: rule.atMs ?? 0,
    })
  })
}

export interface OfflineSale {
  readonly amount: number
  readonly atMs?: number
  readonly code?: string
  readonly items?: PaymentItem[]
  readonly tip?: number
  readonly currency?: string
}

export interface OfflineTill {
  readonly key: SigningKey
  /** Takes a payment without asking anybody; it is the next of the chain. */
  take(customer: TestCustomer, sale: OfflineSale): Promise<OfflinePayment>
  /** Forwards to a server process of its own. */
  forward(payments: readonly OfflinePayment[], nowMs?: number): Promise<OfflineResults>
  close(): Promise<void>
}

export async function offlineTill(db: Database, store: TestStore): Promise<OfflineTill> {
  const key = await generateSigningKey()
  const enrolled = { keyId: key.keyId, terminalId: store.terminalId, publicKey: key.publicKey, enrolledMs: 0 }
  await db.transaction(tx => putTerminalKey(tx, enrolled))
  const server = forwardingServer(db)
  let last: OfflineRecord | undefined
  return {
    key,
    async take(customer, sale) {
      const atMs = sale.atMs ?? testNow
      last = {
        terminalId: toTypeId('trm', store.terminalId),
        storeId: toTypeId('sto', store.id),
        staffId: toTypeId('stf', store.cashierId),
        sequence: (last?.sequence ?? 0) + 1,
        previous: last ? await offlineHash(last) : offlineGenesis,
        takenAt: new Date(atMs).toISOString(),
        code: sale.code ?? customer.codeAt(atMs),
        amount: sale.amount,
        currency: sale.currency ?? currency,
        tip: sale.tip ?? 0,
        items: sale.items ?? [],
      }
      return signOffline(last, key)
    },
    forward: (payments, nowMs = testNow + 600_000) =>
      server.forward({ terminalId: store.terminalId, storeId: store.id, keyId: key.keyId, nowMs }, payments),
    close: server.close,
  }
}

/** The server's side, as one process has it. */
export function forwardingServer(db: Database): { forward: Forward; close: () => Promise<void> } {
  const commitPayment = paymentCommitter(db)
  const forward = offlineForwarder({ db, commitPayment, resolveCode: codeResolver(db, testKey) })
  return { forward, close: () => commitPayment.close() }
}
