/** The live stream: `liveVersion` grows when something happened, soon after it but at most every two seconds. */
import { signal } from '@preact/signals'
import { authorize, operations } from '@ringfence/contract'
import { type EventsState, openEvents } from '@ringfence/ui'
import { useEffect, useRef } from 'preact/hooks'
import { throttle } from './data/throttle.ts'
import { credentials, token } from './session.ts'

const refetchIntervalMs = 2_000

export const liveVersion = signal(0)
export const liveState = signal<EventsState>('connecting')

/** Listens until the returned function is called. */
export function startLive(): () => void {
  const bump = throttle(() => {
    liveVersion.value += 1
  }, refetchIntervalMs)
  const stop = openEvents({
    url: new URL(operations.streamEvents.path, location.origin).href,
    authorize: async request => authorize(credentials, request, await token()),
    onEvent: () => {
      bump.trigger()
      // The roll-ups count an event a moment after it is told: what was read too early is read once more.
      bump.trigger()
    },
    onState: state => {
      liveState.value = state
    },
  })
  return () => {
    stop()
    bump.cancel()
  }
}

/** Calls `reload` after each live event, but not when the screen opens. */
export function useLive(reload: () => void): void {
  const version = liveVersion.value
  const seen = useRef(version)
  useEffect(() => {
    if (version === seen.current) return
    seen.current = version
    reload()
  }, [version, reload])
}
