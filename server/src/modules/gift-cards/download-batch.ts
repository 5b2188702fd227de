/** Hands the numbers and PINs of a batch over, once released, exactly once: the transaction that reads them forgets them. */
import { shownCardNumber } from '@ringfence/contract'
import type { Uuid } from '../../kernel/ids.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { Database } from '../../platform/database.ts'
import { lockBatch, takeBatchSecrets } from './batch-store.ts'
import { openPrintedCard, type PrintedCard } from './make-batches.ts'

export type DownloadOutcome =
  | { ok: true; csv: string }
  | { ok: false; code: 'not_found' | 'batch_not_ready' | 'batch_downloaded' | 'second_person_required' }

export async function downloadBatch(
  db: Database,
  masterKey: MasterKey,
  batchId: Uuid,
  by: { id: Uuid; name: string; atMs: number },
): Promise<DownloadOutcome> {
  return db.transaction(async tx => {
    const batch = await lockBatch(tx, batchId)
    if (!batch) return { ok: false, code: 'not_found' }
    if (batch.made < batch.count) return { ok: false, code: 'batch_not_ready' }
    if (batch.downloaded_at) return { ok: false, code: 'batch_downloaded' }
    if (batch.released_to !== by.id) return { ok: false, code: 'second_person_required' }
    const sealed = await takeBatchSecrets(tx, batchId, by)
    return { ok: true, csv: csvOf(sealed.map(secret => openPrintedCard(masterKey, secret))) }
  })
}

/** RFC 4180. The number as people read it, and as the bar code (Code 128) holds it. */
function csvOf(cards: readonly PrintedCard[]): string {
  const lines = cards.map(({ number, pin }) => `${shownCardNumber(number)},${pin},${number}`)
  return ['number,pin,barcode', ...lines, ''].join('\r\n')
}
