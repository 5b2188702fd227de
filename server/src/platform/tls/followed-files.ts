/** Follows files that others exchange while we run, such as certificates. What can't be read leaves the last good state standing. */
import { readFile } from 'node:fs/promises'
import { runListener } from '../outbox.ts'

export interface Followed<T> {
  current(): T
  /** Called with each new state. */
  onChange(listener: (state: T) => void): void
  /** Looks now; usually it looks by itself. */
  look(): Promise<void>
  close(): Promise<void>
}

export interface Following<T> {
  readonly files: readonly string[]
  /** @throws Error for texts that are not, or not yet, good together */
  readonly read: (texts: readonly string[]) => T
  readonly onError: (error: unknown) => void
  readonly everyMs?: number
}

/** @throws Error when the files are no good at the start */
export async function followFiles<T>({ files, read, onError, everyMs = 5_000 }: Following<T>): Promise<Followed<T>> {
  const readAll = () => Promise.all(files.map(file => readFile(file, 'utf8')))
  let texts = await readAll()
  let state = read(texts)
  const listeners: ((state: T) => void)[] = []
  const look = async () => {
    const found = await readAll()
    if (found.every((text, i) => text === texts[i])) return
    state = read(found)
    texts = found
    for (const listener of listeners) listener(state)
  }
  const looking = runListener({ work: async () => look().then(() => false), everyMs, onError })
  return { current: () => state, onChange: listener => void listeners.push(listener), look, close: looking.close }
}
