/**
 * A function that remembers what it found, for what is slow to find and always the same. Never holds more than `most` values: then it
 * forgets them all, for what is asked a million times is soon there again. A value that is undefined is found anew each time.
 */
export function remember<K, V>(most: number, find: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return key => {
    const remembered = known.get(key)
    if (remembered !== undefined) return remembered
    if (known.size === most) known.clear()
    const found = find(key)
    known.set(key, found)
    return found
  }
}
