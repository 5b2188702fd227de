/** A gateway for tests: real routing, checks and signatures; people and tills held in memory; handlers as given. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import {
  authorize,
  createProver,
  createSigner,
  generateSigningKey,
  type Operation,
  type OperationId,
  operations,
  type Role,
  roles,
  type SigningKey,
} from '@ringfence/contract'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { manualClock } from '../kernel/clock.ts'
import { newId, toTypeId } from '../kernel/ids.ts'
import type { Caller } from '../platform/http.ts'
import { createLog } from '../platform/log.ts'
import type { RegisteredKey, VerifiedToken } from './authority.ts'
import { buildGateway, type GatewayOptions } from './gateway.ts'
import type { AnyHandler } from './operation-route.ts'

export const origin = 'http://127.0.0.1:4000'
export const tillRoles: readonly Role[] = ['cashier', 'shiftLead', 'storeManager']
export const storeId = newId()

export interface Person {
  readonly token: string
  readonly caller: Caller
  /** What the token is bound to. */
  readonly key: SigningKey
}

export type TestGateway = Awaited<ReturnType<typeof testGateway>>

/** Answers every operation with `code_used` (409), so that a test sees whether the handler was reached. */
export async function testGateway(
  handlers: Partial<Record<OperationId, AnyHandler>> = {},
  options: Partial<GatewayOptions> = {},
) {
  const clock = manualClock(1_800_000_000_000)
  const people = Object.fromEntries(
    await Promise.all(roles.map(async role => [role, await newPerson(role)])),
  ) as Record<Role, Person>
  const sessions = new Map(
    Object.values(people).map(person => [person.token, sessionOf(person, clock.now() + 300_000)]),
  )
  const machines = Object.values(people).filter(isMachine)
  const keys = new Map(machines.map(machine => [machine.key.keyId, keyOf(machine)]))
  const ended = new Set<string>()
  const generation = { of: 1 }
  const answers = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const answerKey = { kid: 'answers', privateKey: answers.privateKey }
  const reached: AnyHandler = async () => ({ ok: false, code: 'code_used' })
  const table = Object.fromEntries(Object.keys(operations).map(id => [id, handlers[id as OperationId] ?? reached]))
  const app = buildGateway({
    handlers: table as unknown as GatewayOptions['handlers'],
    subscribe: () => () => {},
    authority: {
      verifyAccessToken: async token => sessions.get(token),
      ended,
      keyGeneration: () => generation.of,
      signingKey: async keyId => keys.get(keyId),
      terminalSeen: () => {},
      answerKey: () => answerKey,
    },
    clock,
    log: createLog({ level: 'silent' }),
    sandbox: true,
    origins: [origin],
    ...options,
  })
  return {
    app,
    clock,
    people,
    sessions,
    ended,
    generation,
    keys,
    answerKey: { kid: answerKey.kid, publicKey: answers.publicKey },
  }
}

async function newPerson(role: Role): Promise<Person> {
  const atTill = tillRoles.includes(role)
  return {
    token: `token.of.${role}`,
    key: await generateSigningKey(),
    caller: {
      role,
      personId: newId(),
      name: role,
      terminalId: atTill ? newId() : undefined,
      storeId: atTill ? storeId : undefined,
      clientId: role === 'client' ? 'cli_test' : 'app.console',
      scopes: new Set(['app']),
      sessionId: newId(),
      authenticatedAtMs: 1_800_000_000_000,
      authentication: role === 'client' ? 'key' : 'sandbox',
    },
  }
}

/** Signs its requests; everybody else sends DPoP proofs. */
export function isMachine({ caller }: Person): boolean {
  return caller.terminalId !== undefined || caller.role === 'client'
}

export function sessionOf(person: Person, expiresAtMs: number): VerifiedToken {
  return { caller: person.caller, boundKeyId: person.key.keyId, expiresAtMs }
}

export function keyOf({ key, caller }: Person): RegisteredKey {
  const publicKey = createPublicKey({ format: 'jwk', key: { ...key.publicKey } })
  const { terminalId, personId } = caller
  const owner = terminalId === undefined ? { clientId: personId } : { terminalId }
  return { keyId: key.keyId, owner, publicKey }
}

export const examples = {
  takePayment: { code: '0A1B2C3D12345678', amount: 450, currency: 'USD', storeId: toTypeId('sto', storeId) },
  takeRefund: { reason: 'wrong drink' },
  capturePayment: { amount: 100 },
  voidPayment: { reason: 'wrong drink' },
  tipPayment: { amount: 100, code: '0A1B2C3D12345678' },
  tipMyPayment: { amount: 100 },
  createPaymentRequest: { amount: 450, currency: 'USD' },
  createPaymentCode: { kind: 'table', label: 'Table 4', currency: 'USD' },
  resolvePaymentRequest: { token: 'RF1'.padEnd(120, '0') },
  putPaymentSettings: {
    tip: { percent: 30, amount: 1000, hours: 24 },
    holdHours: 24,
    refundOrder: 'lastFirst',
    cashierRefundMaximum: 5000,
    staffRefundMaximum: 20_000,
    refundTermDays: 90,
  },
  payPaymentRequest: { accountId: toTypeId('acc', newId()), amount: 450 },
  requestRefund: { reason: 'wrong drink' },
  requestAdjustment: { amount: -100, currency: 'USD', reason: 'loaded twice by mistake' },
  requestCardBatchDownload: { reason: 'for the printer' },
  declineApproval: {},
  createStaff: { name: 'Ada Park', email: 'ada@example.test', role: 'support' },
  changeStaff: { role: 'finance' },
  createTerminal: { name: 'Till 2', storeId: toTypeId('sto', storeId) },
  enrolTerminal: { code: 'ABCDE-FGHJK', publicKey: { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43) } },
  createClient: {
    name: 'Loyalty partner',
    scopes: ['payments:read'],
    publicKey: { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43) },
  },
  addClientKey: { publicKey: { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43) } },
  createWebhookEndpoint: { url: 'https://partner.example/hooks', eventTypes: [] },
  changeWebhookEndpoint: { url: 'https://partner.example/hooks', eventTypes: [] },
  chooseCardDesign: { design: 'classic' },
  reportCardLost: { reason: 'lost' },
  replaceCard: { reason: 'lost' },
  findGiftCard: { number: '0123 4567 8901 2342' },
  askGiftCardBalance: { number: '0123 4567 8901 2342', pin: '123456' },
  askPublicGiftCardBalance: { number: '0123 4567 8901 2342', pin: '123456' },
  activateGiftCard: { number: '0123 4567 8901 2342', amount: 2500, currency: 'USD', tender: 'cash' },
  voidGiftCardActivation: { reason: 'wrong card' },
  orderCardBatch: {
    name: 'Spring',
    design: 'classic',
    count: 100,
    currency: 'USD',
    ceiling: 50_000,
    validMonths: null,
  },
  enrolMyDevice: {
    name: 'phone',
    accountId: toTypeId('acc', newId()),
    publicKey: { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43) },
  },
  signInSandbox: { personId: toTypeId('cus', newId()) },
  enrolSandboxTerminal: { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43) },
  putMyAutoTopUp: {
    amount: 2500,
    trigger: { type: 'threshold', threshold: 500 },
    paymentMethodId: toTypeId('pmt', newId()),
  },
  createBulkLoad: { name: 'Harbor Works', kind: 'employer', rows: [{ customer: 'maya@example.test', amount: 2000 }] },
  takeLoad: {
    accountId: toTypeId('acc', newId()),
    amount: 2500,
    currency: 'USD',
    tender: { type: 'card', paymentMethodId: toTypeId('pmt', newId()) },
  },
  addMyPaymentMethod: { setupId: 'set_1' },
  takeLoadRefund: { reason: 'loaded by mistake' },
  openShift: { float: 10_000, currency: 'USD' },
  takeCashMovement: { kind: 'bankDrop', amount: 5_000, reason: 'evening drop' },
  closeShift: { counted: 10_000 },
  putShiftSettings: { required: false, blind: true },
  putOfflineRule: {
    enabled: true,
    limits: { perAccount: 1_500, terminalSum: 20_000, terminalCount: 30, windowHours: 12 },
  },
  resolveLateDecline: { resolution: 'writtenOff' },
  forwardOfflinePayments: {
    payments: [
      {
        record: {
          terminalId: toTypeId('trm', newId()),
          storeId: toTypeId('sto', storeId),
          staffId: toTypeId('stf', newId()),
          sequence: 1,
          previous: 'A'.repeat(43),
          takenAt: '2026-11-22T12:00:00Z',
          code: '0A1B2C3D12345678',
          amount: 450,
          currency: 'USD',
          tip: 0,
          items: [],
        },
        keyId: 'k'.repeat(43),
        signature: 's'.repeat(86),
      },
    ],
  },
  tellSandboxPsp: { type: 'payOut' },
  sendMyGift: {
    amount: 2500,
    currency: 'USD',
    design: 'classic',
    message: 'Happy birthday',
    recipient: { name: 'Noah', email: 'noah@example.test' },
    tender: { type: 'card', paymentMethodId: toTypeId('pmt', newId()) },
  },
  sellGift: { amount: 2500, currency: 'USD', design: 'classic', tender: { type: 'cash' } },
  refundGiftSale: { giftId: toTypeId('gft', newId()) },
  claimMyGiftCard: { code: 'ABCD2345EFGH6789JKMN' },
  consolidateMyGiftCards: { cards: [{ giftCardId: toTypeId('gfc', newId()) }] },
  putFirewallRule: { effect: 'deny', range: '203.0.113.0/24', reason: 'guesses codes', expiresAt: null },
  putQuota: { requestsPerMinute: 600 },
  setMyMailPreferences: { receipts: 'always' },
} as const satisfies Partial<Record<OperationId, unknown>>

export interface Shot {
  readonly as?: Person | undefined
  readonly body?: unknown
  readonly path?: string
  readonly idempotencyKey?: string
  /** Other than a till or a machine client would: true, a signature; false, a DPoP proof. */
  readonly sign?: boolean
  readonly key?: SigningKey
}

/** A request for an operation, valid unless told otherwise, as the real client would send it. */
export async function shoot(gateway: TestGateway, id: OperationId, shot: Shot = {}): Promise<InjectOptions> {
  const operation: Operation = operations[id]
  const path =
    shot.path ??
    operation.path
      .replace('{id}', toTypeId(prefixOf(operation), newId()))
      .replace('{provider}', 'sandbox')
      .replace('{sessionId}', toTypeId('ses', newId()))
      .replace('{keyId}', 'k'.repeat(43))
  const headers = new Headers({ host: new URL(origin).host })
  if (operation.idempotent) headers.set('idempotency-key', `"${shot.idempotencyKey ?? newId()}"`)
  const given = 'body' in shot ? shot.body : (examples as Partial<Record<OperationId, unknown>>)[id]
  const body = given === undefined ? undefined : JSON.stringify(given)
  if (body !== undefined) headers.set('content-type', 'application/json')
  const key = shot.key ?? shot.as?.key
  if (key !== undefined) {
    const { now } = gateway.clock
    const signs = shot.sign ?? (shot.as === undefined || isMachine(shot.as))
    const credentials = signs ? { sign: createSigner(key, now) } : { prove: createProver(key, now) }
    await authorize(credentials, { method: operation.method, url: origin + path, headers, body }, shot.as?.token)
  }
  return {
    method: operation.method,
    url: path,
    headers: Object.fromEntries(headers),
    ...(body === undefined ? {} : { payload: body }),
  }
}

function prefixOf({ params }: Operation): string {
  const pattern = (params as { properties?: { id?: { pattern?: string } } } | undefined)?.properties?.id?.pattern
  return /^\^\(?([a-z]+)[_|]/.exec(pattern ?? '')?.[1] ?? 'acc'
}

export async function send(app: FastifyInstance, request: InjectOptions) {
  const response = await app.inject(request)
  return {
    status: response.statusCode,
    headers: response.headers,
    body: response.body,
    json: () => response.json() as Record<string, unknown>,
  }
}
