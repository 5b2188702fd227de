/** Outcomes as values: a caller must look before it can use what it got. */
export type Result<T, F extends { ok: false }> = { readonly ok: true; readonly value: T } | F

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}
