/** Joins gifts and receipts to the payment provider and to the mail that tells of them; for app.ts. */
import type { Clock } from './kernel/clock.ts'
import { giftCharges, type Psp } from './modules/funding/index.ts'
import { giftRoutes, workGifts } from './modules/gift-cards/index.ts'
import { mailReceiptsAlways, receiptRoutes } from './modules/notifications/index.ts'
import { readReceipt } from './modules/payments/index.ts'
import { customersOfAccounts, ownerOfAccount } from './modules/wallet/index.ts'
import type { BrandSettings } from './platform/brand.ts'
import type { MasterKey } from './platform/crypto.ts'
import type { Database } from './platform/database.ts'
import { startMail } from './platform/mail/index.ts'
import { inTurn, type ReadOutbox, type RunListener } from './platform/outbox.ts'

export interface GiftsAndMailSettings {
  readonly db: Database
  readonly masterKey: MasterKey
  readonly clock: Clock
  readonly psp: Psp
  readonly brand: BrandSettings
  readonly origin: string
  readonly sandbox: boolean
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly onError: (error: unknown) => void
  /** Shared with the other listeners of this process. */
  readonly readOutbox: ReadOutbox
  /** Runs the work that one process of a deployment does for all. */
  readonly run: RunListener
}

export function startGiftsAndMail(settings: GiftsAndMailSettings) {
  const { db, masterKey, clock, psp, brand, onError, run } = settings
  const { amountMinimum, amountMaximum } = brand.gifts
  const limits = { amountMinimum: BigInt(amountMinimum), amountMaximum: BigInt(amountMaximum) }
  const gifts = { db, masterKey, charges: giftCharges(db, psp), currency: brand.currency, limits }
  const receipts = {
    db,
    masterKey,
    readReceipt: (id: string) => readReceipt(db, id),
    ownerOf: (accountId: string) => ownerOfAccount(db, masterKey, accountId),
    customersOf: (accountIds: readonly string[]) => customersOfAccounts(db, accountIds),
  }
  const mail = startMail(settings)
  const mailWanted = () => inTurn(() => mailReceiptsAlways(receipts, clock.now(), settings.readOutbox))
  const mailReceipts = run({ work: mailWanted, everyMs: 250, onError })
  const finishGifts = async () => (await workGifts(gifts, clock.now())) > 0
  const finishing = run({ work: finishGifts, everyMs: 30_000, onError })
  return {
    handlers: { ...mailing(giftRoutes(gifts)), ...mailing(receiptRoutes(receipts)) },
    /** A message was queued by this process. */
    wake: () => mail.wake(),
    async close() {
      await Promise.all([mailReceipts.close(), finishing.close()])
      await mail.close()
    },
  }

  /** What they did may have queued a message. */
  function mailing<H extends object>(handlers: H): H {
    const woken = Object.entries(handlers).map(([id, handler]) => [
      id,
      async (call: unknown) => {
        const outcome = await (handler as (call: unknown) => Promise<unknown>)(call)
        mail.wake()
        return outcome
      },
    ])
    return Object.fromEntries(woken) as H
  }
}
