/** Live events of this till, and how well it is connected. */
import { computed, signal } from '@preact/signals'
import { authorize, type LiveEvent, operations } from '@ringfence/contract'
import { type EventsState, online, openEvents } from '@ringfence/ui'
import { credentials, token } from './session.ts'

export type Connection = 'online' | 'reconnecting' | 'offline'

const stream = signal<EventsState>('connecting')
const hasOpened = signal(false)

export const connection = computed<Connection>(() => {
  if (!online.value) return 'offline'
  return stream.value === 'open' || !hasOpened.value ? 'online' : 'reconnecting'
})

type Listener = (event: LiveEvent | undefined) => void
const listeners = new Set<Listener>()

/** Calls with each event, and with undefined when events may have been missed. Returns what stops it. */
export function onLive(listener: Listener): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

const tell = (event: LiveEvent | undefined) => {
  for (const listener of listeners) listener(event)
}

/** Follows the stream while someone is signed in. Returns what stops it. */
export function followLive(): () => void {
  hasOpened.value = false
  return openEvents({
    url: new URL(operations.streamEvents.path, location.origin).href,
    authorize: async request => authorize(credentials, request, await token()),
    onEvent: ({ data }) => tell(JSON.parse(data) as LiveEvent),
    onState(state) {
      if (state === 'open' && hasOpened.value) tell(undefined)
      if (state === 'open') hasOpened.value = true
      stream.value = state
    },
  })
}
