/**
 * Calls `act` at once, then at most once in each interval, with a last call when something came in between.
 * @returns the trigger, and a way to drop what is pending.
 */
export function throttle(act: () => void, intervalMs: number): { trigger: () => void; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isDue = false

  function trigger(): void {
    if (timer !== undefined) {
      isDue = true
      return
    }
    act()
    timer = setTimeout(() => {
      timer = undefined
      if (isDue) {
        isDue = false
        trigger()
      }
    }, intervalMs)
  }

  function cancel(): void {
    clearTimeout(timer)
    timer = undefined
    isDue = false
  }

  return { trigger, cancel }
}
