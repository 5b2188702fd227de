/** The proof of the books: asked for on its page, remembered for this visit, and not given up when the page is left. */
import { signal } from '@preact/signals'
import type { Failed, Proof } from '@ringfence/contract'
import { api } from '../api.ts'

/** The last proof of this visit; undefined until someone has asked for one. */
export const proof = signal<Proof | undefined>(undefined)
export const isProving = signal(false)
/** Why the last attempt gave no proof; this says nothing about the books. */
export const proofFailure = signal<Failed | undefined>(undefined)

export async function proveBooks(): Promise<void> {
  if (isProving.value) return
  isProving.value = true
  proofFailure.value = undefined
  const answer = await api.proveLedger({})
  isProving.value = false
  if (answer.ok) proof.value = answer.data
  else proofFailure.value = answer
}
