/**
 * Who asks for the same while it is being found waits for that answer: when something remembered is over, a hundred requests of the
 * same moment look for it once. Nothing is remembered here, an error neither: who asks afterwards has it found anew.
 */
export function together<K, V>(find: (key: K) => Promise<V>): (key: K) => Promise<V> {
  const finding = new Map<K, Promise<V>>()
  return key => {
    const begun = finding.get(key)
    if (begun !== undefined) return begun
    const found = find(key).finally(() => finding.delete(key))
    finding.set(key, found)
    return found
  }
}
