/** Puts Ringfence together: the modules over one database, the gateway in front, the listeners behind. */
import { createSecretKey } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { startAuditAndUse } from './audit-and-use.ts'
import { startAuthorization } from './authorization.ts'
import { controlHandlers } from './control.ts'
import { addressGroup } from './gateway/addresses.ts'
import {
  buildGateway,
  createNonceStore,
  forgetProofs,
  type GatewayOptions,
  openApiDocument,
  postgresCounter,
  readTrustedProxies,
  redisCounter,
  usualAddressLimit,
} from './gateway/index.ts'
import { startGiftsAndMail } from './gifts-and-mail.ts'
import { assert } from './kernel/assert.ts'
import type { Clock } from './kernel/clock.ts'
import type { Uuid } from './kernel/ids.ts'
import { catalogueRoutes, selectStores } from './modules/catalogue/index.ts'
import { firewallRoutes, forgetExpiredRules, watchFirewall } from './modules/firewall/index.ts'
import {
  advanceSandbox,
  autoTopUpLimits,
  autoTopUpRoutes,
  bulkLoadRoutes,
  fundingRoutes,
  loadRecorder,
  providerFrom,
  selectFeesByMonth,
  settleFunding,
  startAutoTopUp,
  workBulkLoads,
} from './modules/funding/index.ts'
import {
  batchRoutes,
  cardPresenter,
  cardRoutes,
  forgetReplacementSecrets,
  makeBatches,
  protectRoutes,
} from './modules/gift-cards/index.ts'
import { createIdentity, identityRoutes, readIssuerSettings } from './modules/identity/index.ts'
import { countEvents, insightsRoutes } from './modules/insights/index.ts'
import {
  accountStates,
  auditNight,
  expireDueLots,
  floatOf,
  ledgerRoutes,
  openBrandAccounts,
} from './modules/ledger/index.ts'
import { followLiveEvents } from './modules/notifications/index.ts'
import { readPayingAccounts } from './modules/payments/events.ts'
import {
  expireHolds,
  firstPaymentReader,
  offlineRoutes,
  paymentCommitter,
  paymentsRoutes,
  scanKeyHolder,
  settingsReader,
} from './modules/payments/index.ts'
import { requireShift, shiftsRoutes } from './modules/shifts/index.ts'
import { accountsOf, codeResolver, selectCustomer, walletRoutes } from './modules/wallet/index.ts'
import { startWebhooks } from './modules/webhooks/index.ts'
import { allParts, forwardSignIn, neededForward, type Parts, runnerOf } from './parts.ts'
import { readBrand } from './platform/brand.ts'
import { keyedHash, type MasterKey } from './platform/crypto.ts'
import type { Database } from './platform/database.ts'
import type { Handlers, Idempotency } from './platform/http.ts'
import { keyRingEveryMs, refreshKeyRing } from './platform/key-ring.ts'
import type { Log } from './platform/log.ts'
import { inTurn, runListener } from './platform/outbox.ts'
import { createOutboxReader } from './platform/outbox-reader.ts'
import { readSecret } from './platform/secrets.ts'
import { forgetTries } from './platform/tries.ts'
import { limitVelocity } from './platform/velocity/index.ts'
import { startSignIn } from './sign-in.ts'

export interface AppOptions {
  /** Migrated. Stays the caller's: `close` does not end it. */
  readonly db: Database
  readonly masterKey: MasterKey
  readonly clock: Clock
  readonly log: Log
  /** Origins that clients reach us at; the first is ours, and the issuer of tokens. */
  readonly origins: readonly [string, ...string[]]
  readonly sandbox: boolean
  /** Multiplies the usual limits: a load test asks for more than people do. */
  readonly limitFactor?: number
  /** Where the keys of a payment provider are looked for; the process's own unless given. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** What this process is; everything unless given. */
  readonly parts?: Parts
}

export interface App {
  /** Not yet listening. */
  readonly server: FastifyInstance
  /** Answers what was asked, commits what is in flight, then stops the listeners. */
  close(): Promise<void>
}

export async function createApp(options: AppOptions): Promise<App> {
  const { db, masterKey, clock, log, origins, sandbox, parts = allParts } = options
  const [isEdge, isApi, isIdentity] = (['edge', 'api', 'identity'] as const).map(role => parts.roles.includes(role))
  assert(isEdge || parts.gate !== undefined, 'a process behind the edge knows who may ask it')
  const run = runnerOf(parts, 'worker')
  const onError = (error: unknown) => log.error({ err: error }, 'a listener failed; it goes on from where it was')
  const records = startAuditAndUse({ db, masterKey, clock, log, run })
  const recordDeed = (operation: string, figures: Readonly<Record<string, number>>) =>
    records.trail.recordLater({ actor: { kind: 'system' }, operation, outcome: 'done', figures })
  const brand = await readBrand(db)
  await db.transaction(async tx =>
    openBrandAccounts(tx, { currency: brand.currency, stores: await selectStores(tx), atMs: clock.now() }),
  )
  const identity = await createIdentity({
    db,
    clock,
    masterKey,
    issuer: origins[0],
    audience: origins[0],
    origins,
    customerName: async id => (await selectCustomer(db, masterKey, id))?.first_name,
    sandbox,
    external: readIssuerSettings(options.environment ?? process.env),
    onError,
  })

  const fee = { basisPoints: BigInt(brand.cardFee.basisPoints), fixed: BigInt(brand.cardFee.fixed) }
  const provider = providerFrom({ db, clock, sandbox, fee, environment: options.environment ?? process.env })
  const { psp } = provider
  const recordLoad = loadRecorder(db)
  const commitPayment = paymentCommitter(db)
  const resolveCode = codeResolver(db, masterKey)

  const accountIdsOf = async (customerId: Uuid) =>
    (await accountsOf(db, [customerId])).get(customerId)!.map(account => account.uuid)
  const live = isApi
    ? await followLiveEvents({ db, accountIdsOf, balancesOf: ids => accountStates(db, ids), onError })
    : undefined
  const rereadKeys = async () => {
    await refreshKeyRing(db, masterKey)
    return false
  }
  const rereading = runListener({ work: rereadKeys, everyMs: keyRingEveryMs, onError })
  const readOutbox = createOutboxReader()
  const insights = run({ work: () => inTurn(() => countEvents(db, readOutbox)), everyMs: 250, onError })
  const wake = () => {
    live?.wake()
    insights.wake()
  }
  const settleLeftovers = async () => {
    if ((await settleFunding(db, provider, clock.now())) > 0) wake()
    return false
  }
  const advanceProvider = async () => {
    if ((await advanceSandbox(db, provider, clock)) > 0) wake()
    return false
  }
  const tidyBooks = async () => {
    const lots = await expireDueLots(db, clock.now())
    if (lots > 0) recordDeed('lots.expire', { lots })
    const night = await auditNight(db, clock.now())
    if (night) recordDeed('ledger.audit', { transfers: night.report.transfers, ok: night.ok ? 1 : 0 })
    return false
  }
  const tidying = run({ work: tidyBooks, everyMs: 60_000, onError })
  const makeCards = async () => (await makeBatches(db, masterKey, clock.now())) > 0
  const makingCards = run({ work: makeCards, everyMs: 10_000, onError })
  const currencies = async () => [brand.currency, ...(await selectStores(db)).map(store => store.currency)]
  const forget = async () => {
    await forgetTries(db, clock.now())
    await forgetReplacementSecrets(db, clock.now())
    await forgetExpiredRules(db, clock.now())
    return false
  }
  const forgetting = run({ work: forget, everyMs: 3_600_000, onError })
  const settling = run({ work: settleLeftovers, everyMs: 30_000, onError })
  const sandboxing = provider.controls && run({ work: advanceProvider, everyMs: 500, onError })

  const loadInBulk = async () => {
    if ((await workBulkLoads(db, clock.now())) > 0) wake()
    return false
  }
  const bulkLoading = run({ work: loadInBulk, everyMs: 5_000, onError })
  const { timeZone, balanceMaximum } = brand
  const topUps = startAutoTopUp({
    db,
    psp,
    masterKey,
    clock,
    limits: autoTopUpLimits({ sandbox, timeZone, balanceMaximum: BigInt(balanceMaximum) }),
    lowered: readPayingAccounts,
    onDone: wake,
    onError,
    readOutbox,
    run,
  })

  const paymentsRoom = {
    db,
    masterKey,
    settings: settingsReader(db),
    resolveCode,
    presentCard: cardPresenter(db, masterKey),
    commitPayment,
    firstPayments: firstPaymentReader(db),
    scanKey: scanKeyHolder(db, masterKey),
  }
  const environment = options.environment ?? process.env
  const followers = { db, masterKey, clock, sandbox, environment, onError, readOutbox, run }
  const gifts = startGiftsAndMail({ ...followers, psp, brand, origin: origins[0] })
  const firewall = await watchFirewall({ db, clock, onError })
  const redisUrl = readSecret(environment, 'RINGFENCE_REDIS_URL')
  const counter = redisUrl === undefined ? postgresCounter(db) : await redisCounter(redisUrl, onError)
  const { limitFactor = 1 } = options
  const hashAddress = (address: string) => keyedHash(masterKey, 'addresses', address).toString('base64url')
  const signIn = startSignIn({
    trail: records.trail,
    db,
    masterKey,
    clock,
    brand,
    origins,
    identity,
    hashNetwork: address => hashAddress(addressGroup(address)),
    wakeMail: gifts.wake,
    onError,
    run,
  })
  const webhooks = startWebhooks({ ...followers, audit: records.trail })
  const releaseHolds = async () => {
    const holds = await expireHolds(db, clock.now())
    if (holds > 0) recordDeed('holds.expire', { holds })
    if (holds > 0) wake()
    return false
  }
  const releasing = run({ work: releaseHolds, everyMs: 10_000, onError })

  const handlers: Omit<Handlers, 'streamEvents'> = {
    getBrand: async () => {
      const { timeZone: _, cardFee: __, ...shown } = brand
      return { ok: true, value: { ...shown, sandbox } }
    },
    ...identityRoutes(db, identity, records.trail),
    ...signIn.handlers,
    ...waking(wake, controlHandlers({ db, masterKey, identity, trail: records.trail })),
    ...walletRoutes(db, masterKey),
    ...catalogueRoutes(db),
    ...ledgerRoutes(db),
    ...records.handlers,
    ...webhooks.handlers,
    ...gifts.handlers,
    ...cardRoutes(db, masterKey),
    ...batchRoutes({ db, masterKey, currencies, wake: () => makingCards.wake() }),
    ...protectRoutes(db, masterKey),
    ...waking(
      wake,
      fundingRoutes({ db, ...provider, recordLoad, resolveCode, loadMinimum: BigInt(brand.loadMinimum) }),
    ),
    ...waking(wake, paymentsRoutes(paymentsRoom)),
    ...waking(wake, offlineRoutes(paymentsRoom)),
    ...shiftsRoutes({ db }),
    ...firewallRoutes({ db, wake: firewall.wake }),
    getOpenApi: async () => ({ ok: true, value: openApiDocument() }),
    ...autoTopUpRoutes({ ...topUps.room, loadMinimum: BigInt(brand.loadMinimum), wake: topUps.wake }),
    ...bulkLoadRoutes({ db, masterKey, currency: brand.currency, wake: () => bulkLoading.wake() }),
    ...insightsRoutes({
      db,
      currency: brand.currency,
      timeZone: brand.timeZone,
      cardFee: fee,
      stores: () => selectStores(db),
      float: () => floatOf(db, brand.currency),
      knownFees: where => selectFeesByMonth(db, where),
    }),
  }
  // Whatever reaches a process behind the edge has shown its proof at the edge, where it was used up.
  const nonces = isEdge ? createNonceStore(db) : { use: async () => true, close: async () => {} }
  const forgetShown = async () => {
    await forgetProofs(db, clock.now())
    return false
  }
  const forgettingProofs = run({ work: forgetShown, everyMs: 15_000, onError })
  const isTaken = async (key: Idempotency) => (await paymentsRoom.firstPayments.read(key)) !== undefined
  const operationsOf = (): GatewayOptions['handlers'] => {
    if (isApi) return limitVelocity({ db, clock, isTaken }, requireShift(db, handlers))
    return isEdge ? { forward: neededForward(parts, 'api') } : 'none'
  }
  const server = buildGateway({
    handlers: operationsOf(),
    subscribe: live?.subscribe ?? nothingLive,
    trail: records.trail,
    ...(isEdge ? { onRequestDone: records.count } : {}),
    makeServer: parts.makeServer,
    meshGate: parts.gate,
    authority: identity,
    nonces,
    clock,
    log,
    sandbox,
    origins,
    ...(psp.formOrigins ? { foreignOrigins: psp.formOrigins } : {}),
    isTrusted: isEdge ? readTrustedProxies(environment.RINGFENCE_TRUSTED_PROXIES) : byMeshGate,
    refusesAddress: firewall.refuses,
    ...(isEdge
      ? {
          limits: {
            quotaOf: firewall.quotaOf,
            factor: limitFactor,
            address: { ...usualAddressLimit, requests: usualAddressLimit.requests * limitFactor },
            counter,
          },
        }
      : {}),
    fingerprintKey: createSecretKey(keyedHash(masterKey, 'request fingerprints', '')),
    hashAddress,
  })
  if (isEdge && !isIdentity) forwardSignIn(server, neededForward(parts, 'identity'))
  const authorization = await startAuthorization({
    server: isIdentity ? server : undefined,
    identity,
    mountPages: signIn.mountPages,
    onError,
    run,
  })

  return {
    server,
    async close() {
      await server.close()
      await Promise.all([commitPayment.close(), recordLoad.close(), nonces.close()])
      await Promise.all([
        live?.close(),
        topUps.close(),
        bulkLoading.close(),
        insights.close(),
        releasing.close(),
        settling.close(),
        sandboxing?.close(),
        tidying.close(),
        makingCards.close(),
        forgetting.close(),
        forgettingProofs.close(),
        gifts.close(),
        webhooks.close(),
        rereading.close(),
        signIn.close(),
        authorization.close(),
        firewall.close(),
        counter.close(),
      ])
      await records.close() // last: what the others did at their end is recorded, too
    },
  }
}

/** Nobody streams where no operations are. */
const nothingLive = () => () => {}

/** Peers were proved before: what the edge says of addresses is believed, and what others say of them is taken away. */
const byMeshGate = () => true

/** Wraps the handlers that change something, so that this process's listeners look at once. */
function waking<H extends object>(wake: () => void, handlers: H): H {
  const woken = Object.entries(handlers).map(([id, handler]) => [
    id,
    /^(take|capture|void|tip|pay|approve)/.test(id)
      ? async (call: unknown) => {
          const outcome = await (handler as (call: unknown) => Promise<{ ok: boolean }>)(call)
          if (outcome.ok) wake()
          return outcome
        }
      : handler,
  ])
  return Object.fromEntries(woken) as H
}
