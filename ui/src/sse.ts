import { createSseParser, type ServerEvent } from './sse-parser.ts'

export { createSseParser, type ServerEvent, type SseParser } from './sse-parser.ts'

export type EventsState = 'connecting' | 'open' | 'waiting' | 'closed'

export interface EventsOptions {
  url: string
  /** Adds an access token, good now, and its proof, to the headers of each connection. */
  authorize: (request: { method: 'GET'; url: string; headers: Headers; body: undefined }) => Promise<void>
  onEvent: (event: ServerEvent) => void
  onState?: (state: EventsState) => void
  lastEventId?: string
  /** A stream silent this long is taken for dead and opened again. Servers send comments meanwhile. */
  silenceMs?: number
  /** The first wait after a failure; it doubles up to 30 seconds. The stream's `retry:` field replaces it. */
  retryMs?: number
}

const RETRY_MAX_MS = 30_000

/** Waits, but no longer than until the network comes back or the signal ends it. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer)
      globalThis.removeEventListener?.('online', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    globalThis.addEventListener?.('online', done)
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}

/** Spreads reconnects over half to all of the wait, so that a restart is not met by every till at once. */
function jitter(ms: number): number {
  const random = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
  return ms / 2 + (ms / 2) * (random / 2 ** 32)
}

/** Aborts the connection when `ms` pass without a call of `touch`. */
function silenceTimer(ms: number, connection: AbortController) {
  let timer = setTimeout(() => connection.abort(), ms)
  return {
    touch() {
      clearTimeout(timer)
      timer = setTimeout(() => connection.abort(), ms)
    },
    clear: () => clearTimeout(timer),
  }
}

/**
 * Follows a server-sent event stream with an Authorization header, which EventSource can't send.
 * It reconnects until stopped, resumes after the last event, and ends by itself only on 204.
 * @returns a function that stops it.
 */
export function openEvents(options: EventsOptions): () => void {
  const stop = new AbortController()
  let lastEventId = options.lastEventId ?? ''
  let retryMs = options.retryMs ?? 1_000
  let failures = 0
  let state: EventsState | undefined

  function enter(next: EventsState): void {
    if (state === next) return
    state = next
    options.onState?.(next)
  }

  /** A fault in the app's handler is reported, not taken for a broken connection. */
  function deliver(event: ServerEvent): void {
    try {
      options.onEvent(event)
    } catch (fault) {
      reportError(fault)
    }
  }

  async function connect(connection: AbortController, touch: () => void): Promise<'ended' | 'gone'> {
    const headers = new Headers({ accept: 'text/event-stream' })
    if (lastEventId !== '') headers.set('last-event-id', lastEventId)
    await options.authorize({ method: 'GET', url: options.url, headers, body: undefined })
    const response = await fetch(options.url, {
      headers,
      cache: 'no-store',
      signal: connection.signal,
    })
    if (response.status === 204) return 'gone'
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
    if (!response.ok || !isStream || !response.body) {
      await response.body?.cancel()
      throw new Error(`event stream answered ${response.status}`)
    }
    enter('open')
    failures = 0
    await follow(response.body, touch)
    return 'ended'
  }

  async function follow(body: ReadableStream<Uint8Array<ArrayBuffer>>, touch: () => void): Promise<void> {
    const setRetry = (ms: number) => {
      retryMs = Math.min(ms, RETRY_MAX_MS)
    }
    const parser = createSseParser(deliver, setRetry, lastEventId)
    const reader = body.pipeThrough(new TextDecoderStream('utf-8', { ignoreBOM: true })).getReader()
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      touch()
      parser.push(value)
      lastEventId = parser.lastEventId
    }
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      enter('connecting')
      const connection = new AbortController()
      const end = () => connection.abort()
      stop.signal.addEventListener('abort', end)
      const silence = silenceTimer(options.silenceMs ?? 60_000, connection)
      // Any failure, of the token, the network or the server, is answered in the same way: wait, then try again.
      const outcome = await connect(connection, silence.touch).catch(() => 'failed' as const)
      silence.clear()
      stop.signal.removeEventListener('abort', end)
      if (outcome === 'gone' || stop.signal.aborted) break
      enter('waiting')
      await wait(jitter(Math.min(retryMs * 2 ** failures, RETRY_MAX_MS)), stop.signal)
      failures = Math.min(failures + 1, 10)
    }
    enter('closed')
  }

  void run()
  return () => stop.abort()
}
