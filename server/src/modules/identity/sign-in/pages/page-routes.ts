/** The sign-in pages over HTTP: documents under `/sign-in`, and what their script asks for. Same origin only, JSON only, nothing cached. */
import { readFile } from 'node:fs/promises'
import { type ErrorCode, errors } from '@ringfence/contract'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import type { Interaction, Interactions } from '../../authorization/interactions.ts'
import { deviceNameOf } from '../device-name.ts'
import * as flow from '../flow.ts'
import type { PersonName } from '../sign-up.ts'
import { brandCss, invitationPage, overPage, type PageBrand, signInPage } from './html.ts'
import * as shapes from './shapes.ts'

export interface PagesRoom extends flow.FlowRoom {
  readonly interactions: Interactions
  readonly brand: PageBrand
  /** Of an address of the network: the same in all processes, and nothing that can be read back. */
  readonly hashNetwork: (address: string) => string
}

/** Stricter than the apps: no script but our one file, nothing else loaded, no markup made by script. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

interface Visit<B> {
  readonly body: B
  readonly interaction: Interaction
  readonly visitor: flow.Visitor
  readonly finish: flow.Finish
}

export async function mountSignInPages(server: FastifyInstance, room: PagesRoom): Promise<void> {
  const [css, script] = await Promise.all([fileBeside('page.css'), fileBeside('page.js')])
  await server.register(
    async scope => {
      scope.addHook('onRequest', async (_request, reply) => {
        reply.headers({
          'content-security-policy': policy,
          'cache-control': 'no-store',
          'referrer-policy': 'same-origin',
        })
      })
      scope.addHook('preValidation', async (request, reply) =>
        request.method === 'POST' && !isOurs(request, room.origins) ? refuse(request, reply, 'forbidden') : undefined,
      )
      mountDocuments(scope, room, { css: brandCss(room.brand) + css, script })
      mountSteps(scope, room)
      mountInvitation(scope, room)
    },
    { prefix: '/sign-in' },
  )
}

function mountDocuments(scope: FastifyInstance, room: PagesRoom, files: { css: string; script: string }): void {
  const html = (reply: FastifyReply, text: string) => reply.type('text/html; charset=utf-8').send(text)
  const showSignIn = async (request: FastifyRequest, reply: FastifyReply) => {
    const interaction = await room.interactions.of(request.raw, reply.raw)
    if (interaction === undefined) return html(reply.code(404), overPage(room.brand))
    const [byCode, again] = [flow.offersCode(interaction), flow.isStepUp(interaction)]
    return html(reply, signInPage(room.brand, { kind: interaction.kind, again, byCode }))
  }
  scope.get('/', showSignIn)
  scope.get('/invitation', (_request, reply) => html(reply, invitationPage(room.brand)))
  scope.get('/page.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(files.css))
  scope.get('/page.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(files.script))
}

function mountSteps(scope: FastifyInstance, room: PagesRoom): void {
  const step = <B>(path: string, body: TSchema, work: (visit: Visit<B>) => Promise<flow.Step>) =>
    scope.post(path, { schema: { body } }, async (request, reply) => {
      const interaction = await room.interactions.of(request.raw, reply.raw)
      if (interaction === undefined) return refuse(request, reply, 'not_found')
      const visit = { body: request.body as B, interaction, visitor: visitorOf(room, request), finish }
      return answer(request, reply, await work(visit))

      function finish(login: Parameters<flow.Finish>[0]) {
        return room.interactions.finish(request.raw, reply.raw, login)
      }
    })
  step('/passkey/options', shapes.Nothing, ({ interaction, visitor }) =>
    flow.passkeyOptions(room, interaction, visitor),
  )
  step<AuthenticationResponseJSON>('/passkey', shapes.UsedPasskey, ({ body, interaction, finish }) =>
    flow.usePasskey(room, interaction, body, finish),
  )
  step<{ email: string }>('/code', shapes.AskCode, ({ body, interaction, visitor }) =>
    flow.askCode(room, interaction, body.email, visitor),
  )
  step<{ code: string }>('/code/redeem', shapes.RedeemCode, ({ body, interaction }) =>
    flow.useCode(room, interaction, body.code),
  )
  step<PersonName>('/name', shapes.Name, ({ body, interaction }) => flow.becomeCustomer(room, interaction, body))
  step('/new-passkey/options', shapes.Nothing, ({ interaction, visitor }) =>
    flow.newPasskeyOptions(room, interaction, visitor),
  )
  step<RegistrationResponseJSON>('/new-passkey', shapes.NewPasskey, ({ body, interaction, visitor, finish }) =>
    flow.addPasskey(room, interaction, body, visitor, finish),
  )
  step('/continue', shapes.Nothing, ({ interaction, finish }) => flow.goOn(room, interaction, finish))
  scope.post('/cancel', { schema: { body: shapes.Nothing } }, async (request, reply) => {
    const next = await room.interactions.abandon(request.raw, reply.raw)
    return next === undefined ? refuse(request, reply, 'not_found') : reply.send({ next })
  })
}

function mountInvitation(scope: FastifyInstance, room: PagesRoom): void {
  scope.post('/invitation/options', { schema: { body: shapes.Invitation } }, async (request, reply) => {
    const { token } = request.body as { token: string }
    return answer(request, reply, await flow.invitationOptions(room, token, visitorOf(room, request)))
  })
  scope.post('/invitation', { schema: { body: shapes.AcceptInvitation } }, async (request, reply) => {
    const { token, passkey } = request.body as { token: string; passkey: RegistrationResponseJSON }
    return answer(request, reply, await flow.acceptInvitation(room, token, passkey, visitorOf(room, request)))
  })
}

/** A page of somebody else can't make a browser do a step: its requests carry another origin, or say where they come from. */
function isOurs({ headers }: FastifyRequest, origins: readonly string[]): boolean {
  const site = headers['sec-fetch-site']
  return origins.includes(headers.origin ?? '') && (site === undefined || site === 'same-origin')
}

function visitorOf(room: PagesRoom, request: FastifyRequest): flow.Visitor {
  return { networkHash: room.hashNetwork(request.ip), deviceName: deviceNameOf(request.headers['user-agent']) }
}

function answer(request: FastifyRequest, reply: FastifyReply, step: flow.Step): FastifyReply {
  return step.ok ? reply.send(step.value) : refuse(request, reply, step.code)
}

function refuse(request: FastifyRequest, reply: FastifyReply, code: ErrorCode): FastifyReply {
  const { status, title } = errors[code]
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: `urn:ringfence:problem:${code}`, title, status, code, instance: `urn:uuid:${request.id}` })
}

function fileBeside(name: string): Promise<string> {
  return readFile(new URL(name, import.meta.url), 'utf8')
}
