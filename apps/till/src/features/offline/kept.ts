/**
 * The queue on this device: in IndexedDB, one for each till. Windows of one till share it, so each change holds a lock: two windows
 * can't sign the same number.
 */
import { signal } from '@preact/signals'
import { get, set } from 'idb-keyval'
import { emptyQueue, type Queue } from './queue.ts'

/** As this window last saw it. */
export const queue = signal<Queue>(emptyQueue)

const nameOf = (terminalId: string) => `offline:${terminalId}`

/** Shows what the device kept; another till of this browser has its own. */
export async function openQueue(terminalId: string): Promise<void> {
  queue.value = (await get<Queue>(nameOf(terminalId)).catch(() => undefined)) ?? emptyQueue
}

/** Changes the queue as it is on the device. It is written before this returns; when that fails, nothing has changed. */
export async function changeQueue(
  terminalId: string,
  change: (queue: Queue) => Queue | Promise<Queue>,
): Promise<Queue> {
  return navigator.locks.request(nameOf(terminalId), async () => {
    const before = (await get<Queue>(nameOf(terminalId))) ?? emptyQueue
    const after = await change(before)
    await set(nameOf(terminalId), after)
    queue.value = after
    return after
  })
}
