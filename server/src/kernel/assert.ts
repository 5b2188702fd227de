/** Bugs stop the request through these; business outcomes are values (see result.ts). */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message)
}

/** For the `default` of a switch over a closed set: the compiler proves it is never reached. */
export function unreachable(value: never): never {
  throw new AssertionError(`unexpected value ${String(value)}`)
}

class AssertionError extends Error {
  override readonly name = 'AssertionError'
}
