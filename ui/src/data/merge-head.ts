/**
 * Puts a freshly read newest page before the rows that were read earlier. When the two don't meet, so much is new that
 * rows between them would be missing: then only the fresh page stays and reading goes on from it.
 */
export function mergeHead<Row extends { id: string }>(
  rows: readonly Row[],
  head: readonly Row[],
): { rows: Row[]; joined: boolean } {
  const fresh = new Set(head.map(row => row.id))
  const meets = rows.some(row => fresh.has(row.id))
  if (!meets) return { rows: [...head], joined: false }
  return { rows: [...head, ...rows.filter(row => !fresh.has(row.id))], joined: true }
}
