/** Passkeys (WebAuthn level 3): made and checked by a kept library; the person is always verified by the authenticator, never only present. */
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { newId, type Uuid } from '../../../kernel/ids.ts'
import type { Database } from '../../../platform/database.ts'
import { drawChallenge, takeChallenge } from './challenges.ts'
import { advancePasskey, findPasskey, type NewPasskey, passkeysOf } from './passkey-store.ts'
import { challengeLifeMs, type PersonKind, type ProvedPerson } from './rules.ts'

export interface PasskeyRoom {
  readonly db: Database
  /** Name of the brand, as the authenticator shows it. */
  readonly brandName: string
  /** Origins that our pages are served at. The host of the first is the id that passkeys are made for. */
  readonly origins: readonly [string, ...string[]]
}

export interface KeyHolder {
  readonly personId: Uuid
  readonly kind: PersonKind
  /** What the authenticator lists the passkey under. */
  readonly label: string
}

/** ES256, EdDSA, RS256: all that authenticators in use speak. */
const algorithms = [-7, -8, -257]

export const relyingPartyId = ({ origins }: PasskeyRoom): string => new URL(origins[0]).hostname

export async function beginRegistration(
  room: PasskeyRoom,
  holder: KeyHolder,
  subject: string,
  nowMs: number,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const challenge = await drawChallenge(room.db, 'register', subject, nowMs)
  const known = await passkeysOf(room.db, holder.personId)
  return generateRegistrationOptions({
    rpName: room.brandName,
    rpID: relyingPartyId(room),
    userID: Uint8Array.from(Buffer.from(holder.personId.replaceAll('-', ''), 'hex')),
    userName: holder.label,
    userDisplayName: holder.label,
    challenge: Uint8Array.from(Buffer.from(challenge, 'base64url')),
    timeout: challengeLifeMs,
    attestationType: 'none',
    excludeCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  })
}

/** The passkey to keep; undefined when it does not answer a challenge of this subject, or does not hold. The challenge is gone in any case. */
export async function finishRegistration(
  room: PasskeyRoom,
  holder: KeyHolder,
  answer: { response: RegistrationResponseJSON; subject: string; deviceName: string },
  nowMs: number,
): Promise<NewPasskey | undefined> {
  const { response, subject, deviceName } = answer
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge => takeChallenge(room.db, { challenge, purpose: 'register', subject }, nowMs),
    expectedOrigin: [...room.origins],
    expectedRPID: relyingPartyId(room),
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch(() => undefined) // the library throws for every answer that does not hold
  if (!verified?.verified) return undefined
  const { credential, credentialBackedUp } = verified.registrationInfo
  return {
    id: newId(),
    credentialId: credential.id,
    personId: holder.personId,
    kind: holder.kind,
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: (credential.transports ?? []).slice(0, 8),
    synced: credentialBackedUp,
    name: deviceName,
    createdAt: new Date(nowMs),
  }
}

/** For anybody, unless a person is named: then only with one of their passkeys. */
export async function beginAuthentication(
  room: PasskeyRoom,
  subject: string,
  personId: Uuid | undefined,
  nowMs: number,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const challenge = await drawChallenge(room.db, 'authenticate', subject, nowMs)
  const known = personId === undefined ? [] : await passkeysOf(room.db, personId)
  return generateAuthenticationOptions({
    rpID: relyingPartyId(room),
    challenge: Uint8Array.from(Buffer.from(challenge, 'base64url')),
    timeout: challengeLifeMs,
    userVerification: 'required',
    allowCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
  })
}

/** Who it was; undefined when the answer does not hold, whatever the reason. */
export async function finishAuthentication(
  room: PasskeyRoom,
  answer: { response: AuthenticationResponseJSON; subject: string },
  nowMs: number,
): Promise<ProvedPerson | undefined> {
  const { response, subject } = answer
  const passkey = await findPasskey(room.db, response.id)
  if (passkey === undefined) return undefined
  const verified = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge => takeChallenge(room.db, { challenge, purpose: 'authenticate', subject }, nowMs),
    expectedOrigin: [...room.origins],
    expectedRPID: relyingPartyId(room),
    credential: {
      id: passkey.credentialId,
      publicKey: Uint8Array.from(passkey.publicKey),
      counter: passkey.counter,
    },
    requireUserVerification: true,
  }).catch(() => undefined) // the library throws for every answer that does not hold
  if (!verified?.verified) return undefined
  if (!(await advancePasskey(room.db, passkey.id, verified.authenticationInfo.newCounter, nowMs))) return undefined
  return { personId: passkey.personId, kind: passkey.kind, proof: 'passkey', provedMs: nowMs }
}
