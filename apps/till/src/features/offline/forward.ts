/**
 * Forwards what was taken offline as soon as the server can be reached, in order, and asks what the till may do next time. Safe to
 * stop at any point: what has no answer is sent again, and the server books it once.
 */
import { effect, signal } from '@preact/signals'
import { playDeclined, toast } from '@ringfence/ui'
import { nowMs } from '../../clock.ts'
import { connection } from '../../live.ts'
import { ask } from '../../remote.ts'
import { api, work } from '../../session.ts'
import { loadKey } from '../../terminal-key.ts'
import { changeQueue, openQueue, queue } from './kept.ts'
import { batchOf, pruned, unconfirmedOf, withPermit, withResults } from './queue.ts'

/** Whether payments are on their way. */
export const isForwarding = signal(false)

const everyMs = 30_000

/** Runs while someone is at work. Returns what stops it. */
export function keepForwarding(): () => void {
  const terminalId = work.value!.terminal.id
  const opened = openQueue(terminalId)
  const look = () => void opened.then(() => forwardKept())
  const stopWatching = effect(() => {
    if (connection.value === 'online') look()
  })
  const timer = setInterval(look, everyMs)
  return () => {
    stopWatching()
    clearInterval(timer)
  }
}

/** Forwards all that is kept; `alsoRefused`: what was refused before, too. Does nothing while it already runs, or without a network. */
export async function forwardKept(options = { alsoRefused: false }): Promise<void> {
  const terminalId = work.value?.terminal.id
  if (terminalId === undefined || isForwarding.value || connection.value === 'offline') return
  isForwarding.value = true
  try {
    await forwardAll(terminalId, options)
    if (unconfirmedOf(queue.value).count === 0) await askPermit(terminalId)
  } catch {
    // This device can't keep anything (a private window): there is nothing to forward either.
  } finally {
    isForwarding.value = false
  }
}

async function forwardAll(terminalId: string, options: { readonly alsoRefused: boolean }): Promise<void> {
  let { alsoRefused } = options
  for (;;) {
    const payments = batchOf(queue.value, { alsoRefused })
    if (payments.length === 0) return
    const answer = await ask(() => api.forwardOfflinePayments({ body: { payments } }))
    if (!answer.ok) return
    const { results } = answer.data
    await changeQueue(terminalId, before => pruned(withResults(before, payments, results), nowMs()))
    tell(results)
    alsoRefused = false // once is enough: what is refused again waits for the manager
  }
}

function tell(results: readonly { readonly outcome: string }[]): void {
  const failed = results.filter(({ outcome }) => outcome !== 'taken').length
  const taken = results.length - failed
  if (failed > 0) {
    playDeclined()
    toast(`${failed} offline ${failed === 1 ? 'payment was' : 'payments were'} declined late. Tell your manager.`, {
      tone: 'bad',
      dismissMs: 10_000,
    })
  } else toast(`${taken} offline ${taken === 1 ? 'payment is' : 'payments are'} confirmed.`, { tone: 'good' })
}

async function askPermit(terminalId: string): Promise<void> {
  const key = await loadKey(terminalId)
  if (!key) return
  const answer = await ask(() => api.getOfflinePermit({}))
  if (answer.ok) await changeQueue(terminalId, before => withPermit(before, key.keyId, answer.data, nowMs()))
}
