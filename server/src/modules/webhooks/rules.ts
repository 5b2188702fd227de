/** When a delivery is tried again, and where webhooks may go. Pure. */
import type { WebhookFailure } from '@ringfence/contract'
import ipaddr from 'ipaddr.js'

const minuteMs = 60_000
/** Waits between tries; the last try is three days after the first. */
const waitsMinutes = [0.1, 0.9, 4, 15, 40, 60, 120, 240, 360, 480, 720, 720, 720, 840]

/** Milliseconds until the next try after so many; undefined: it is given up. */
export function retryAfterMs(attempts: number): number | undefined {
  const minutes = waitsMinutes[attempts - 1]
  return minutes === undefined ? undefined : Math.round(minutes * minuteMs)
}
export const attemptsMax = waitsMinutes.length + 1

/** What one answer means for the delivery, and whether the endpoint wants no more. A redirect is not followed. */
export function judgeStatus(status: number): 'delivered' | Extract<WebhookFailure, 'gone' | 'redirect' | 'answer'> {
  if (status >= 200 && status < 300) return 'delivered'
  if (status === 410) return 'gone'
  return status >= 300 && status < 400 ? 'redirect' : 'answer'
}

export interface UrlRules {
  readonly sandbox: boolean
  /** Only in the sandbox: endpoints on this very machine. */
  readonly allowLoopback: boolean
}

/**
 * Whether webhooks may be sent there, as far as the URL tells. Names are looked up when a connection is made, and what they lead to is
 * judged then: this only tells at once what can never work.
 */
export function mayReceive(text: string, { sandbox, allowLoopback }: UrlRules): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || (url.protocol !== 'https:' && !(sandbox && url.protocol === 'http:'))) return false
  if (url.username !== '' || url.password !== '' || url.hash !== '') return false
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (ipaddr.isValid(host)) {
    const range = ipaddr.parse(host).range()
    return range === 'unicast' || (allowLoopback && sandbox && range === 'loopback')
  }
  if (host === 'localhost' || host.endsWith('.localhost')) return allowLoopback && sandbox
  return host.includes('.') && !/\.(local|internal|intranet|lan|home|corp|arpa)$/.test(host)
}
