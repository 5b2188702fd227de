/** Idempotency keys: the same request that may have reached the server keeps its key; what was answered for good gets a new one. */
import type { Answer } from '@ringfence/contract'

export class Attempts {
  #content = ''
  #key: string | undefined

  keyFor(content: unknown): string {
    const text = JSON.stringify(content)
    if (text !== this.#content) this.#key = undefined
    this.#content = text
    this.#key ??= crypto.randomUUID()
    return this.#key
  }

  settle(answer: Pick<Answer<unknown>, 'ok' | 'status'> & { code?: string }): void {
    const isOpen = !answer.ok && (answer.status === 0 || answer.status >= 500 || answer.code === 'request_in_flight')
    if (!isOpen) this.#key = undefined
  }
}
