/** Several server processes on one database, as a brand with many tills runs them. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { PaymentTaken } from '@ringfence/contract'
import { afterAll } from 'vitest'
import type { FinalLoad } from '../../src/modules/funding/index.ts'
import type { PaymentRequest } from '../../src/modules/payments/room.ts'
import type { Outcome } from '../../src/platform/http.ts'

export type Work = { readonly payment: PaymentRequest } | { readonly load: FinalLoad }
export type Answer = Outcome<PaymentTaken>

/** Each process does all the work it is given at once; the answers come in the order of the work. */
export type PayingProcess = (work: readonly Work[]) => Promise<Answer[]>

export async function startProcesses(url: string, count: number): Promise<PayingProcess[]> {
  const program = fileURLToPath(new URL('./paying-process.ts', import.meta.url))
  const children = Array.from({ length: count }, () => fork(program, [url], { serialization: 'advanced' }))
  afterAll(() => Promise.all(children.map(end)))
  await Promise.all(children.map(child => once(child, 'message')))
  return children.map(child => async work => {
    const answered = once(child, 'message')
    child.send([...work])
    const [answers] = await answered
    return answers
  })
}

/** Lets it finish; it closes its connections and ends by itself. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.disconnect()
  await ended
}
