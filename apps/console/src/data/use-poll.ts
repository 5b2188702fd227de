import { useEffect, useRef } from 'preact/hooks'

const pollIntervalMs = 1_500

/** Reads again every so often while something moves that no live event tells of. */
export function usePoll(reload: () => void, isOn: boolean, everyMs = pollIntervalMs): void {
  const latest = useRef(reload)
  latest.current = reload
  useEffect(() => {
    if (!isOn) return
    const timer = setInterval(() => latest.current(), everyMs)
    return () => clearInterval(timer)
  }, [isOn, everyMs])
}
