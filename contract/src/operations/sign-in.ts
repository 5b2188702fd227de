import { Closed, Id } from '../common.ts'
import { personRoles, type Role } from '../identity.ts'
import { PasskeyList, SignInSessionList } from '../sign-in.ts'
import { byId, type Operation } from './operation.ts'

const helpers = ['support', 'administrator'] as const satisfies Role[]

export const signInOperations = {
  listMySessions: {
    method: 'GET',
    path: '/v1/me/sessions',
    summary: 'Where I am signed in',
    callers: personRoles,
    status: 200,
    reply: SignInSessionList,
    errors: [],
  },
  endMySession: {
    method: 'DELETE',
    path: '/v1/me/sessions/{id}',
    summary: 'Sign out on one of my devices',
    callers: personRoles,
    params: byId('session'),
    status: 204,
    errors: ['not_found'],
  },
  listMyPasskeys: {
    method: 'GET',
    path: '/v1/me/passkeys',
    summary: 'Passkeys that sign me in',
    callers: personRoles,
    status: 200,
    reply: PasskeyList,
    errors: [],
  },
  removeMyPasskey: {
    method: 'DELETE',
    path: '/v1/me/passkeys/{id}',
    summary: 'Stop a passkey from signing me in',
    callers: personRoles,
    stepUp: true,
    params: byId('passkey'),
    status: 204,
    errors: ['not_found'],
  },
  listCustomerSessions: {
    method: 'GET',
    path: '/v1/customers/{id}/sessions',
    summary: 'Where a customer is signed in',
    callers: helpers,
    params: byId('customer'),
    status: 200,
    reply: SignInSessionList,
    errors: ['not_found'],
  },
  endCustomerSession: {
    method: 'DELETE',
    path: '/v1/customers/{id}/sessions/{sessionId}',
    summary: 'Sign a customer out on one device',
    callers: helpers,
    params: Closed({ id: Id('customer'), sessionId: Id('session') }),
    status: 204,
    errors: ['not_found'],
  },
  endCustomerSessions: {
    method: 'DELETE',
    path: '/v1/customers/{id}/sessions',
    summary: 'Sign a customer out everywhere',
    callers: helpers,
    params: byId('customer'),
    status: 204,
    errors: ['not_found'],
  },
} as const satisfies Record<string, Operation>
