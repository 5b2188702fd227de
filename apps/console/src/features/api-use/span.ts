/** The spans that the page offers, in whole hours back from now. */
export const spans = [
  { id: '24h', label: '24 hours', hours: 24 },
  { id: '7d', label: '7 days', hours: 7 * 24 },
  { id: '30d', label: '30 days', hours: 30 * 24 },
] as const
export type SpanId = (typeof spans)[number]['id']

export function fromOf(span: SpanId, nowMs: number): string {
  const { hours } = spans.find(one => one.id === span)!
  return new Date(nowMs - hours * 3_600_000).toISOString()
}

/** A share of errors as people read it: nothing for none. */
export function shareWords(part: number, whole: number): string {
  if (part === 0 || whole === 0) return '–'
  const percent = (100 * part) / whole
  return percent < 0.1 ? '< 0.1%' : `${percent < 10 ? Math.round(percent * 10) / 10 : Math.round(percent)}%`
}
