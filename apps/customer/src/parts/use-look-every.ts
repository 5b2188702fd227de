import { online } from '@ringfence/ui'
import { useEffect, useRef } from 'preact/hooks'

/** Looks again at regular times while the screen is seen, where no event tells of a change. Undefined: not for now. */
export function useLookEvery(everyMs: number | undefined, look: () => void): void {
  const latest = useRef(look)
  latest.current = look
  useEffect(() => {
    if (everyMs === undefined) return
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible' && online.peek()) latest.current()
    }, everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
}
