/**
 * Sends one message over HTTP. The name is looked up when the connection is made and every address it leads to is judged then, so
 * that neither a number in disguise nor a name that changes its mind reaches inside. Redirects are not followed; the answer's
 * body is never read.
 */
import http from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import type { WebhookFailure } from '@ringfence/contract'
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent'
import { judgeStatus, mayReceive } from './rules.ts'

export interface SendingSettings {
  readonly sandbox: boolean
  /** `RINGFENCE_WEBHOOKS_ALLOW_PRIVATE=1`, heeded in the sandbox alone: endpoints on this machine, for trying things out. */
  readonly allowLoopback: boolean
  /** For the whole of one try. */
  readonly timeoutMs?: number
  /** How names become addresses; the system's way unless given. */
  readonly lookup?: LookupFunction
  /** Certificates to trust besides the usual ones, in PEM. */
  readonly authorities?: string
}

export interface Message {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Answer =
  | { readonly ok: true; readonly status: number }
  | { readonly ok: false; readonly failure: WebhookFailure; readonly status?: number }

export interface Sender {
  /** Never throws: what went wrong is the answer. */
  send(message: Message): Promise<Answer>
  mayReceive(url: string): boolean
  close(): void
}

const headerBytesMax = 8192

export function createSender(settings: SendingSettings): Sender {
  const { timeoutMs = 10_000, lookup, authorities } = settings
  const loopback = settings.sandbox && settings.allowLoopback
  const options = {
    keepAlive: false,
    maxSockets: 64,
    allowIPAddressList: loopback ? ['127.0.0.0/8', '::1'] : [],
    ...(lookup ? { lookup } : {}),
  }
  const plain = new RequestFilteringHttpAgent(options)
  const secure = new RequestFilteringHttpsAgent({
    ...options,
    minVersion: 'TLSv1.2',
    ...(authorities ? { ca: authorities } : {}),
  })
  const allowed = (url: string) => mayReceive(url, { sandbox: settings.sandbox, allowLoopback: loopback })
  return {
    mayReceive: allowed,
    send: message => {
      if (!allowed(message.url)) return Promise.resolve({ ok: false, failure: 'address_refused' })
      return send(message, message.url.startsWith('https:') ? secure : plain, timeoutMs)
    },
    close() {
      plain.destroy()
      secure.destroy()
    },
  }
}

function send({ url, headers, body }: Message, agent: http.Agent, timeoutMs: number): Promise<Answer> {
  return new Promise(resolve => {
    const request = (url.startsWith('https:') ? https : http).request(url, {
      method: 'POST',
      agent,
      maxHeaderSize: headerBytesMax,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...headers,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Ringfence-Webhooks',
      },
    })
    request.on('error', error => resolve({ ok: false, failure: failureOf(error) }))
    const settle = (response: http.IncomingMessage) => {
      const status = response.statusCode ?? 0
      const judged = judgeStatus(status)
      response.on('error', () => {})
      response.destroy() // whatever it says besides, and however long
      resolve(judged === 'delivered' ? { ok: true, status } : { ok: false, failure: judged, status })
    }
    request.on('response', settle)
    // Without a listener, Node closes such a connection and says nothing of it: the try would never end, nor those beside it.
    request.on('upgrade', response => settle(response))
    request.on('close', () => resolve({ ok: false, failure: 'connection' }))
    request.end(body)
  })
}

function failureOf(error: Error): WebhookFailure {
  const { code = '' } = error as NodeJS.ErrnoException
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'timeout'
  if (/^DNS lookup .* is not allowed/.test(error.message)) return 'address_refused'
  if (/CERT|TLS|SSL|SIGNATURE|SELF_SIGNED|ISSUER/.test(code)) return 'tls'
  return 'connection'
}
