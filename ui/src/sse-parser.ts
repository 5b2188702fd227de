/** One server-sent event. `type` is `message` when the server named none. */
export interface ServerEvent {
  id: string
  type: string
  data: string
}

export interface SseParser {
  push(chunk: string): void
  /** The id to resume from. */
  readonly lastEventId: string
}

/**
 * Reads a text/event-stream as the HTML standard defines it, in chunks cut anywhere.
 * An event not yet ended by an empty line is never reported.
 */
export function createSseParser(
  onEvent: (event: ServerEvent) => void,
  onRetryMs: (ms: number) => void = () => {},
  resumeFrom = '',
): SseParser {
  let pending = ''
  let started = false
  let afterReturn = false
  let data: string[] = []
  let type = ''
  let id = resumeFrom
  let lastEventId = resumeFrom

  function endEvent(): void {
    lastEventId = id
    if (data.length > 0) onEvent({ id, type: type || 'message', data: data.join('\n') })
    data = []
    type = ''
  }

  function takeLine(line: string): void {
    if (line === '') {
      endEvent()
      return
    }
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') data.push(value)
    else if (field === 'event') type = value
    else if (field === 'id' && !value.includes('\0')) id = value
    else if (field === 'retry' && /^\d+$/.test(value)) onRetryMs(Number.parseInt(value, 10))
  }

  return {
    get lastEventId() {
      return lastEventId
    },
    push(chunk) {
      if (chunk === '') return
      if (!started) chunk = chunk.replace(/^\uFEFF/, '')
      started = true
      // A return ends its line at once; the line feed that may open the next chunk belongs to it.
      if (afterReturn && chunk.startsWith('\n')) chunk = chunk.slice(1)
      if (chunk !== '') afterReturn = chunk.endsWith('\r')
      else afterReturn = false
      const lines = (pending + chunk).split(/\r\n|\n|\r/)
      pending = lines.pop() ?? ''
      for (const line of lines) takeLine(line)
    },
  }
}
