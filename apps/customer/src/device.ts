/** This device as a means to pay: enrolled once for a person, then its key makes pay codes without a network. */
import { signal } from '@preact/signals'
import type { Failed, PublicKey } from '@ringfence/contract'
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
  const [keys, { openSecret }] = await Promise.all([deviceKeys(personId), import('./sealed-secret.ts')])
  const publicKey = await publicKeyOf(keys)
  const answer = await api.enrolMyDevice({ body: { name: deviceName(navigator.userAgent), accountId, publicKey } })
  if (!answer.ok) {
    deviceState.value = { state: 'failed', failure: answer }
    return
  }
  const { id, alias, sealedSecret, periodSeconds } = answer.data
  if (periodSeconds !== payCodePeriodSeconds) throw new Error(`pay codes of ${periodSeconds} s are not supported`)
  const device = { id, alias, accountId, key: await openSecret(sealedSecret, keys.privateKey) }
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

/** What the server seals this device's secret to. Made here once; the private half can't be read out. */
async function deviceKeys(personId: string): Promise<CryptoKeyPair> {
  const known = await kept('deviceKeys', personId)
  if (known) return known
  const made = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits'])
  await keep('deviceKeys', made, personId)
  return made
}

async function publicKeyOf({ publicKey }: CryptoKeyPair): Promise<PublicKey> {
  const { x, y } = await crypto.subtle.exportKey('jwk', publicKey)
  return { kty: 'EC', crv: 'P-256', x: x!, y: y! }
}
