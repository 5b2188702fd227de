/** This device as a means to pay: enrolled once for a person, then its key makes pay codes without a network. */
import { signal } from '@preact/signals'
import type { Failed } from '@ringfence/contract'
import { payCodePeriodSeconds } from '@ringfence/contract/pay-code'
import { deviceName } from './device-name.ts'
import { forget, type KeptDevice, keep, kept } from './kept.ts'
import { api } from './session.ts'

export type DeviceState =
  | { readonly state: 'unknown' | 'enrolling' | 'insecure' }
  | { readonly state: 'ready'; readonly device: KeptDevice }
  | { readonly state: 'failed'; readonly failure: Failed }

export const deviceState = signal<DeviceState>({ state: 'unknown' })

/** Uses the enrolment of an earlier visit at once; whether the server still knows it is asked by `enrolDevice`. */
export async function openKeptDevice(personId: string): Promise<void> {
  const device = await kept('device', personId)
  if (device) deviceState.value = { state: 'ready', device }
}

/** Enrols this device for the account unless it is enrolled already. Two windows don't enrol it twice. */
export async function enrolDevice(personId: string, accountId: string): Promise<void> {
  if (!globalThis.crypto?.subtle) {
    deviceState.value = { state: 'insecure' }
    return
  }
  await navigator.locks.request('ringfence.enrol', () => enrolOnce(personId, accountId))
}

async function enrolOnce(personId: string, accountId: string): Promise<void> {
  const earlier = await kept('device', personId)
  if (earlier?.accountId === accountId) {
    const known = await api.listMyDevices({})
    // Without an answer the enrolment stands: paying must work without a network.
    if (!known.ok || known.data.data.some(device => device.id === earlier.id)) {
      deviceState.value = { state: 'ready', device: earlier }
      return
    }
  }
  if (earlier) await forget('device', personId)
  deviceState.value = { state: 'enrolling' }
  const answer = await api.enrolMyDevice({ body: { name: deviceName(navigator.userAgent), accountId } })
  if (!answer.ok) {
    deviceState.value = { state: 'failed', failure: answer }
    return
  }
  const { id, alias, secret, periodSeconds } = answer.data
  if (periodSeconds !== payCodePeriodSeconds) throw new Error(`pay codes of ${periodSeconds} s are not supported`)
  const device = { id, alias, accountId, key: await importSecret(secret) }
  await keep('device', device, personId)
  deviceState.value = { state: 'ready', device }
}

const leaveMs = 3_000

/** Tells the server that this device pays no more. Without a network it stays enrolled, but its key is gone. */
export async function leaveDevice(): Promise<void> {
  const current = deviceState.peek()
  if (current.state !== 'ready') return
  // A network that never answers must not keep anybody signed in.
  const patience = new Promise(resolve => setTimeout(resolve, leaveMs))
  await Promise.race([api.removeMyDevice({ params: { id: current.device.id } }), patience])
}

/** The raw secret ends here: the key signs, but nothing can read it out. */
async function importSecret(base64url: string): Promise<CryptoKey> {
  const base64 = base64url.replaceAll('-', '+').replaceAll('_', '/')
  const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0))
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-1' }, false, ['sign'])
  bytes.fill(0)
  return key
}
