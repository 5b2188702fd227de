/** Group read: look-ups that are asked for in the same moment go to the database as one statement. */
import { beyondOwnRows } from './row-security.ts'

export interface GroupRead<Key, Value> {
  read(key: Key): Promise<Value>
}

/** `load` answers in the order of its keys. */
export function groupRead<Key, Value>(
  load: (keys: readonly Key[]) => Promise<readonly Value[]>,
  most = 512,
): GroupRead<Key, Value> {
  let waiting: { key: Key; resolve: (value: Value) => void; reject: (error: unknown) => void }[] = []

  async function flush(): Promise<void> {
    const group = waiting
    if (group.length === 0) return // it was full before its moment was over
    waiting = []
    try {
      const values = await load(group.map(one => one.key))
      group.forEach((one, i) => {
        one.resolve(values[i]!)
      })
    } catch (error) {
      for (const one of group) one.reject(error)
    }
  }

  return {
    read: key =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) beyondOwnRows(() => setImmediate(flush))
        waiting.push({ key, resolve, reject })
        if (waiting.length === most) beyondOwnRows(flush)
      }),
  }
}
