/** The device's time: the one place in the apps' shared code that reads it. */
export function now(): Date {
  return new Date()
}
