import { online } from '@ringfence/ui'
import { useEffect, useState } from 'preact/hooks'
import { liveState } from '../live.ts'
import './live-dot.css'

/** Shorter interruptions are not worth a word: the stream is opened anew whenever the access token ends. */
const toleranceMs = 4_000

/** Says whether the figures follow what happens. */
export function LiveDot() {
  const isOpen = liveState.value === 'open' && online.value
  const [isLive, setLive] = useState(true)
  useEffect(() => {
    if (isOpen) {
      setLive(true)
      return
    }
    const timer = setTimeout(() => setLive(false), toleranceMs)
    return () => clearTimeout(timer)
  }, [isOpen])
  return (
    <span class={`live-dot ${isLive ? 'live-dot--on' : ''}`} role="status">
      {isLive ? 'Live' : online.value ? 'Reconnecting' : 'Offline'}
    </span>
  )
}
