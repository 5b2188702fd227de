import { signal } from '@preact/signals'
import type { Proof } from '@ringfence/contract'

/** The last proof of the books in this visit; undefined until someone has asked for one. */
export const proof = signal<Proof | undefined>(undefined)
