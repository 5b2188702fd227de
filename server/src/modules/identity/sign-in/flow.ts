/** What a sign-in under way may do next. Each answer says where the browser goes on to, or which step the page shows. */
import type { ErrorCode } from '@ringfence/contract'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import type { Clock } from '../../../kernel/clock.ts'
import { fromTypeId, toTypeId, type Uuid } from '../../../kernel/ids.ts'
import type { AuditTrail } from '../../../platform/audit-trail.ts'
import type { Transaction } from '../../../platform/database.ts'
import { countTry } from '../../../platform/tries.ts'
import type { Interaction, ProvedLogin } from '../authorization/interactions.ts'
import { findPerson } from '../store.ts'
import { askForCode, type CodeRoom, redeemCode } from './email-codes.ts'
import { findInvited, subjectOf, takeInvitation } from './invitations.ts'
import { keepNewcomer } from './newcomers.ts'
import { type PasskeyMailRoom, tellOfPasskey } from './passkey-mails.ts'
import { insertPasskey, type NewPasskey } from './passkey-store.ts'
import {
  beginAuthentication,
  beginRegistration,
  finishAuthentication,
  finishRegistration,
  type KeyHolder,
  type PasskeyRoom,
} from './passkeys.ts'
import { findProof, keepProof, takeProof } from './proofs.ts'
import { recordInvitationAccepted, recordLockOut, recordSignIn, recordSignUp } from './record-sign-in.ts'
import { challengeLimits, type ProvedPerson } from './rules.ts'
import { type PersonName, type SignUpRoom, signUp } from './sign-up.ts'

export interface FlowRoom extends PasskeyRoom, PasskeyMailRoom, CodeRoom, SignUpRoom {
  readonly clock: Clock
  /** Who came in and who tried is recorded there. */
  readonly trail?: AuditTrail
  /** A code was asked for. */
  readonly wake: () => void
}

/** From where, as a keyed hash, and with what. */
export interface Visitor {
  readonly networkHash: string
  readonly deviceName: string
}

export type Step = { readonly ok: true; readonly value: object } | { readonly ok: false; readonly code: ErrorCode }
/** Ends the sign-in with the person: where the browser goes on to; undefined when it is over. */
export type Finish = (login: ProvedLogin) => Promise<string | undefined>

const refused = (code: ErrorCode): Step => ({ ok: false, code })
const give = (value: object): Step => ({ ok: true, value })

/** A code is offered to customers who sign in, not where the app wants a passkey: for money or rights. */
export function offersCode({ kind, wants }: Interaction): boolean {
  return kind === 'customer' && wants !== 'passkey'
}

/** Somebody is signed in and proves it again, before money moves: nobody else can do it for them. */
export function isStepUp({ wants, accountId }: Interaction): boolean {
  return wants === 'passkey' && accountId !== undefined
}

export async function passkeyOptions(room: FlowRoom, interaction: Interaction, visitor: Visitor): Promise<Step> {
  if (!(await mayBegin(room, visitor))) return refused('limit_exceeded')
  return give(await beginAuthentication(room, interaction.id, personOf(interaction), room.clock.now()))
}

export async function usePasskey(
  room: FlowRoom,
  interaction: Interaction,
  response: AuthenticationResponseJSON,
  finish: Finish,
): Promise<Step> {
  const person = await finishAuthentication(room, { response, subject: interaction.id }, room.clock.now())
  if (person === undefined) return refuseSignIn(room, 'passkey', 'unauthenticated')
  return end(room, interaction, person, finish)
}

export async function askCode(
  room: FlowRoom,
  interaction: Interaction,
  address: string,
  visitor: Visitor,
): Promise<Step> {
  if (!offersCode(interaction)) return refused('forbidden')
  const asked = { subject: interaction.id, address, networkHash: visitor.networkHash }
  if (!(await askForCode(room, asked, room.clock.now()))) {
    recordLockOut(room.trail)
    return refused('limit_exceeded')
  }
  room.wake()
  return give({})
}

export async function useCode(room: FlowRoom, interaction: Interaction, code: string): Promise<Step> {
  if (!offersCode(interaction)) return refused('forbidden')
  const shown = await redeemCode(room, { subject: interaction.id, code }, room.clock.now())
  if (shown === undefined) return refuseSignIn(room, 'code', 'code_invalid')
  if ('address' in shown) {
    await keepNewcomer(room.db, room.masterKey, interaction.id, shown)
    return give({ step: 'name' })
  }
  await keepProof(room.db, interaction.id, shown)
  return give({ step: 'add' })
}

/** Whoever has shown a code of an address that is nobody's says who they are and becomes a customer. */
export async function becomeCustomer(room: FlowRoom, interaction: Interaction, name: PersonName): Promise<Step> {
  if (!offersCode(interaction)) return refused('forbidden')
  const [firstName, lastName] = [name.firstName.trim(), name.lastName.trim()]
  if (firstName === '' || lastName === '') return refused('validation_failed')
  const signedUp = await signUp(room, { subject: interaction.id, name: { firstName, lastName } }, room.clock.now())
  if (signedUp === undefined) return refused('not_found')
  if (signedUp.opened) recordSignUp(room.trail, toTypeId('cus', signedUp.person.personId))
  return give({ step: 'add' })
}

/** Whoever has just shown a code may add a passkey before going on. */
export async function newPasskeyOptions(room: FlowRoom, interaction: Interaction, visitor: Visitor): Promise<Step> {
  const holder = await customerOf(room, interaction)
  if (holder === undefined) return refused('not_found')
  if (!(await mayBegin(room, visitor))) return refused('limit_exceeded')
  return give(await beginRegistration(room, holder, interaction.id, room.clock.now()))
}

export async function addPasskey(
  room: FlowRoom,
  interaction: Interaction,
  response: RegistrationResponseJSON,
  visitor: Visitor,
  finish: Finish,
): Promise<Step> {
  const holder = await customerOf(room, interaction)
  if (holder === undefined) return refused('not_found')
  const answer = { response, subject: interaction.id, deviceName: visitor.deviceName }
  const passkey = await finishRegistration(room, holder, answer, room.clock.now())
  if (passkey === undefined) return refused('unauthenticated')
  if (!(await room.db.transaction(tx => keepPasskey(room, tx, passkey)))) return refused('unauthenticated')
  return goOn(room, interaction, finish)
}

/** With what has been proved before. */
export async function goOn(room: FlowRoom, interaction: Interaction, finish: Finish): Promise<Step> {
  const person = await takeProof(room.db, interaction.id, room.clock.now())
  return person === undefined ? refused('not_found') : end(room, interaction, person, finish)
}

export async function invitationOptions(room: FlowRoom, token: string, visitor: Visitor): Promise<Step> {
  if (!(await mayBegin(room, visitor))) return refused('limit_exceeded')
  const holder = await invitedBy(room, token)
  if (holder === undefined) return refused('not_found')
  return give(await beginRegistration(room, holder, subjectOf(token), room.clock.now()))
}

/** The invitation is used up exactly when the passkey is kept. */
export async function acceptInvitation(
  room: FlowRoom,
  token: string,
  response: RegistrationResponseJSON,
  { deviceName }: Visitor,
): Promise<Step> {
  const holder = await invitedBy(room, token)
  if (holder === undefined) return refused('not_found')
  const nowMs = room.clock.now()
  const passkey = await finishRegistration(room, holder, { response, subject: subjectOf(token), deviceName }, nowMs)
  if (passkey === undefined) return refused('unauthenticated')
  const kept = await room.db.transaction(
    async tx => (await takeInvitation(tx, token, nowMs)) && (await keepPasskey(room, tx, passkey)),
  )
  if (!kept) return refused('not_found')
  recordInvitationAccepted(room.trail, toTypeId('stf', holder.personId))
  return give({ step: 'accepted' })
}

/** False when this credential is somebody's already. */
async function keepPasskey(room: FlowRoom, tx: Transaction, passkey: NewPasskey): Promise<boolean> {
  if (!(await insertPasskey(tx, passkey))) return false
  await tellOfPasskey(tx, room, passkey, 'added', room.clock.now())
  return true
}

function refuseSignIn({ trail }: FlowRoom, how: 'passkey' | 'code', code: ErrorCode): Step {
  recordSignIn(trail, { how, refusal: code })
  return refused(code)
}

async function end(room: FlowRoom, interaction: Interaction, person: ProvedPerson, finish: Finish): Promise<Step> {
  const expected = personOf(interaction)
  if (person.kind !== interaction.kind || (expected !== undefined && expected !== person.personId)) {
    return refused('forbidden')
  }
  if (interaction.wants === 'passkey' && person.proof !== 'passkey') return refused('forbidden')
  if (!(await isKnown(room, person))) return refuseSignIn(room, person.proof, 'forbidden')
  const accountId = toTypeId(person.kind === 'customer' ? 'cus' : 'stf', person.personId)
  const amr = person.proof === 'passkey' ? ['swk', 'user'] : ['otp']
  const next = await finish({ accountId, acr: person.proof, amr })
  if (next === undefined) return refused('not_found')
  recordSignIn(room.trail, { how: person.proof, person: { kind: person.kind, id: accountId } })
  return give({ next })
}

/** Still a customer here, or still working here. */
async function isKnown({ db, customerLabel }: FlowRoom, { kind, personId }: ProvedPerson): Promise<boolean> {
  if (kind === 'customer') return (await customerLabel(db, personId)) !== undefined
  const person = await findPerson(db, personId)
  return person !== undefined && person.role !== 'customer'
}

/** The only one who may go on; undefined: whoever signs in. */
function personOf(interaction: Interaction): Uuid | undefined {
  const { accountId } = interaction
  return accountId === undefined || !isStepUp(interaction)
    ? undefined
    : (fromTypeId('cus', accountId) ?? fromTypeId('stf', accountId))
}

async function customerOf(room: FlowRoom, interaction: Interaction): Promise<KeyHolder | undefined> {
  const person = await findProof(room.db, interaction.id, room.clock.now())
  if (person?.kind !== 'customer') return undefined
  const label = await room.customerLabel(room.db, person.personId)
  return label === undefined ? undefined : { personId: person.personId, kind: 'customer', label }
}

async function invitedBy(room: FlowRoom, token: string): Promise<KeyHolder | undefined> {
  const invited = await findInvited(room.db, token, room.clock.now())
  return invited && { personId: invited.personId, kind: 'staff', label: invited.name }
}

async function mayBegin({ db, clock, trail }: FlowRoom, { networkHash }: Visitor): Promise<boolean> {
  const may = await db.transaction(tx => countTry(tx, challengeLimits(networkHash), clock.now()))
  if (!may) recordLockOut(trail)
  return may
}
