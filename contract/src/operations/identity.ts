import { Type } from 'typebox'
import { Closed } from '../common.ts'
import {
  consoleRoles,
  PublicKey,
  SandboxPerson,
  SandboxSignIn,
  Session,
  TerminalKey,
  TerminalList,
} from '../identity.ts'
import { byId, type Operation } from './operation.ts'

export const identityOperations = {
  listSandboxPeople: {
    method: 'GET',
    path: '/v1/sandbox/people',
    summary: 'People of the demo to sign in as',
    callers: 'anyone',
    sandbox: true,
    status: 200,
    reply: Closed({ data: Type.Array(SandboxPerson) }),
    errors: [],
  },
  listSandboxTerminals: {
    method: 'GET',
    path: '/v1/sandbox/terminals',
    summary: 'Tills of the demo',
    callers: 'anyone',
    sandbox: true,
    status: 200,
    reply: TerminalList,
    errors: [],
  },
  enrolSandboxTerminal: {
    method: 'POST',
    path: '/v1/sandbox/terminals/{id}/keys',
    summary: 'Give a till of the demo another signing key',
    callers: 'anyone',
    sandbox: true,
    params: byId('terminal'),
    body: PublicKey,
    status: 201,
    reply: TerminalKey,
    errors: ['not_found'],
  },
  signInSandbox: {
    method: 'POST',
    path: '/v1/sandbox/sign-in',
    summary: 'Sign in as someone of the demo',
    callers: 'anyone',
    signed: true,
    sandbox: true,
    body: SandboxSignIn,
    status: 200,
    reply: Session,
    errors: ['not_found', 'unauthenticated', 'signature_invalid'],
  },
  listTerminals: {
    method: 'GET',
    path: '/v1/terminals',
    summary: 'Tills and when they were last seen',
    callers: [...consoleRoles],
    status: 200,
    reply: TerminalList,
    errors: [],
  },
} as const satisfies Record<string, Operation>
