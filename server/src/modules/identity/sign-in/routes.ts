/** Sign-ins and passkeys over the API. A foreign id answers exactly as an absent one. */
import type { Passkey } from '@ringfence/contract'
import { fromTypeId, toTypeId, type Uuid } from '../../../kernel/ids.ts'
import type { Database } from '../../../platform/database.ts'
import type { Caller, HandlersOf, Outcome } from '../../../platform/http.ts'
import type { EndedSessions } from './ended-sessions.ts'
import { type PasskeyMailRoom, tellOfPasskey } from './passkey-mails.ts'
import { deletePasskey, type PasskeyRow, passkeysOf } from './passkey-store.ts'
import type { PersonKind } from './rules.ts'
import { endSessions, listSessions } from './sessions.ts'

export interface SignInRoutesRoom extends PasskeyMailRoom {
  readonly db: Database
  readonly ended: EndedSessions
}

type Operations =
  | 'listMySessions'
  | 'endMySession'
  | 'listMyPasskeys'
  | 'removeMyPasskey'
  | 'listCustomerSessions'
  | 'endCustomerSession'
  | 'endCustomerSessions'

const absent = { ok: false, code: 'not_found' } as const
const done = { ok: true, value: undefined } as const
const kindOf = ({ role }: Caller): PersonKind => (role === 'customer' ? 'customer' : 'staff')

export function signInRoutes(room: SignInRoutesRoom): HandlersOf<Operations> {
  const { db, ended, customerLabel } = room
  /** Null stands for all of them; undefined for an id that is none. */
  const end = async (
    owner: { personId: Uuid; kind: PersonKind },
    sessionId: Uuid | undefined | null,
    nowMs: number,
  ): Promise<Outcome<undefined>> => {
    if (sessionId === undefined) return absent
    const gone = await endSessions(db, { ...owner, sessionId: sessionId ?? undefined }, nowMs)
    for (const id of gone) ended.add(id)
    return sessionId !== null && gone.length === 0 ? absent : done
  }
  const customerOf = async (typeId: string): Promise<Uuid | undefined> => {
    const id = fromTypeId('cus', typeId)
    return id !== undefined && (await customerLabel(db, id)) !== undefined ? id : undefined
  }
  return {
    listMySessions: async ({ caller, nowMs }) => ({
      ok: true,
      value: { data: await listSessions(db, caller.personId, caller.sessionId, nowMs) },
    }),
    endMySession: ({ caller, params, nowMs }) =>
      end({ personId: caller.personId, kind: kindOf(caller) }, fromTypeId('ses', params.id), nowMs),
    listMyPasskeys: async ({ caller }) => ({
      ok: true,
      value: { data: (await passkeysOf(db, caller.personId)).map(toPasskey) },
    }),
    removeMyPasskey: async ({ caller, params, nowMs }) => {
      const id = fromTypeId('pky', params.id)
      if (id === undefined) return absent
      return db.transaction(async tx => {
        const passkey = await deletePasskey(tx, caller.personId, id)
        if (passkey === undefined) return absent
        await tellOfPasskey(tx, room, passkey, 'removed', nowMs)
        return done
      })
    },
    listCustomerSessions: async ({ params, nowMs }) => {
      const personId = await customerOf(params.id)
      if (personId === undefined) return absent
      return { ok: true, value: { data: await listSessions(db, personId, undefined, nowMs) } }
    },
    endCustomerSession: async ({ params, nowMs }) => {
      const personId = await customerOf(params.id)
      if (personId === undefined) return absent
      return end({ personId, kind: 'customer' }, fromTypeId('ses', params.sessionId), nowMs)
    },
    endCustomerSessions: async ({ params, nowMs }) => {
      const personId = await customerOf(params.id)
      return personId === undefined ? absent : end({ personId, kind: 'customer' }, null, nowMs)
    },
  }
}

function toPasskey({ id, name, synced, createdAt, lastUsedAt }: PasskeyRow): Passkey {
  return {
    id: toTypeId('pky', id),
    name,
    synced,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }
}
