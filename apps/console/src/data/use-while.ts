import { useEffect, useRef } from 'preact/hooks'

/** Calls `look` every so often while something is under way that no live event tells of. */
export function useWhile(isUnderWay: boolean, look: () => void, everyMs = 1_000): void {
  const latest = useRef(look)
  latest.current = look
  useEffect(() => {
    if (!isUnderWay) return
    const timer = setInterval(() => latest.current(), everyMs)
    return () => clearInterval(timer)
  }, [isUnderWay, everyMs])
}
