import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { createSseParser, type EventsState, openEvents, type ServerEvent } from './sse.ts'

function parse(...chunks: string[]) {
  const events: ServerEvent[] = []
  const retries: number[] = []
  const parser = createSseParser(
    event => events.push(event),
    ms => retries.push(ms),
  )
  for (const chunk of chunks) parser.push(chunk)
  return { events, retries, lastEventId: parser.lastEventId }
}

describe('the event stream parser', () => {
  test('reads type, id and data', () => {
    const { events } = parse('id: 7\nevent: payment.captured\ndata: {"a":1}\n\n')
    expect(events).toEqual([{ id: '7', type: 'payment.captured', data: '{"a":1}' }])
  })

  test('joins data lines and takes away one leading space only', () => {
    expect(parse('data:a\ndata:  b\ndata\n\n').events).toEqual([{ id: '', type: 'message', data: 'a\n b\n' }])
  })

  test.each(['\n', '\r', '\r\n'])('accepts the line ending %j', end => {
    const stream = ['data: one', '', 'data: two', '', ''].join(end)
    expect(parse(stream).events.map(event => event.data)).toEqual(['one', 'two'])
  })

  test.each(['\n', '\r', '\r\n'])('gives the same events however the stream with %j is cut', end => {
    const stream = ['\uFEFFid: 1', 'data: café', 'data: x', '', ': beat', 'id: 2', 'data: y', '', ''].join(end)
    const whole = parse(stream).events
    expect(whole).toHaveLength(2)
    expect(parse(...stream).events).toEqual(whole)
  })

  test('ignores comments, unknown fields and events without data', () => {
    expect(parse(': beat\n\nfoo: bar\nevent: x\n\n').events).toEqual([])
  })

  test('keeps the id until another comes, and takes none with NUL', () => {
    const { events } = parse('id: 1\ndata: a\n\ndata: b\n\nid: 2\0\ndata: c\n\n')
    expect(events.map(event => event.id)).toEqual(['1', '1', '1'])
  })

  test('resumes only after events that were ended', () => {
    expect(parse('id: 1\ndata: a\n\nid: 2\ndata: lost').lastEventId).toBe('1')
  })

  test('takes a retry of digits only', () => {
    expect(parse('retry: 2500\nretry: soon\nretry: -1\n\n').retries).toEqual([2500])
  })
})

describe('a followed stream', () => {
  const cleanups: (() => void)[] = []
  afterEach(() => {
    for (const cleanup of cleanups.splice(0)) cleanup()
  })

  async function serve(answer: (request: IncomingMessage, response: ServerResponse, nth: number) => void) {
    let requests = 0
    const server = createServer((request, response) => answer(request, response, ++requests))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    cleanups.push(() => {
      server.closeAllConnections()
      server.close()
    })
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  }

  function stream(response: ServerResponse, text: string): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(text)
  }

  function follow(url: string) {
    const events: ServerEvent[] = []
    const states: EventsState[] = []
    let tokens = 0
    const closed = new Promise<void>(resolve => {
      const stop = openEvents({
        url,
        authorize: async ({ headers }) => headers.set('authorization', `DPoP token-${++tokens}`),
        retryMs: 1,
        onEvent: event => events.push(event),
        onState: state => {
          states.push(state)
          if (state === 'closed') resolve()
        },
      })
      cleanups.push(stop)
    })
    return { events, states, closed }
  }

  test('resumes after its last event with a fresh token, until the server says it is over', async () => {
    const seen: (string | undefined)[][] = []
    const url = await serve((request, response, nth) => {
      seen.push([request.headers.authorization, request.headers['last-event-id'] as string | undefined])
      if (nth === 1) {
        stream(response, 'retry: 1\nid: 41\ndata: first\n\nid: 42\ndata: cut')
        response.end()
      } else if (nth === 2) {
        response.writeHead(503).end()
      } else if (nth === 3) {
        stream(response, 'id: 42\ndata: second\n\n')
        response.end()
      } else response.writeHead(204).end()
    })
    const { events, states, closed } = follow(url)
    await closed
    expect(events.map(event => event.data)).toEqual(['first', 'second'])
    expect(seen).toEqual([
      ['DPoP token-1', undefined],
      ['DPoP token-2', '41'],
      ['DPoP token-3', '41'],
      ['DPoP token-4', '42'],
    ])
    expect(states.at(-1)).toBe('closed')
    expect(states).toContain('open')
  })

  test('is not a page that answers 200 in its place', async () => {
    const url = await serve((_, response, nth) => {
      if (nth === 1) response.writeHead(200, { 'content-type': 'text/html' }).end('data: no\n\n')
      else response.writeHead(204).end()
    })
    const { events, states, closed } = follow(url)
    await closed
    expect(events).toEqual([])
    expect(states).not.toContain('open')
  })

  test('ends when stopped', async () => {
    const url = await serve((_, response) => stream(response, 'data: hello\n\n'))
    const closed = await new Promise<EventsState>(resolve => {
      const stop = openEvents({
        url,
        authorize: async () => {},
        onEvent: () => stop(),
        onState: state => {
          if (state === 'closed') resolve(state)
        },
      })
    })
    expect(closed).toBe('closed')
  })
})
