/** The simulated payment provider: another one behind the product's port, with books of its own, that misbehaves as it is told. */
import type { Random } from '../../src/demo/random.ts'
import { newId } from '../../src/kernel/ids.ts'
import {
  type ChargeIdentity,
  type ChargeRequest,
  type ChargeResult,
  type DisputeState,
  type Psp,
  type PspEvent,
  PspUnavailable,
  type Webhook,
} from '../../src/modules/funding/psp/psp.ts'

export type Conduct = 'succeeds' | 'declines' | 'answerLost' | 'requestLost'

const conducts: readonly Conduct[] = ['succeeds', 'declines', 'answerLost', 'requestLost']

export interface SimulatedProvider {
  readonly psp: Psp
  draw(random: Random): Conduct
  /** An amount, in minor units, with which a charge goes that way. */
  amountFor(conduct: Conduct, wholes: number): bigint
  /** The key of a charge of a customer whose answer was lost. */
  keyOf(amount: bigint, customerId: string): string | undefined
  /** Loads that were charged, by our key. */
  readonly charged: ReadonlyMap<string, bigint>
  readonly refunded: ReadonlySet<string>
  dispute(key: string, atMs: number): void
  /** A webhook as the provider sends it. */
  webhook(about: 'charge' | 'dispute', key: string): Webhook
}

export function simulatedProvider(currency: string): SimulatedProvider {
  const charged = new Map<string, bigint>()
  const declined = new Set<string>()
  const refunded = new Set<string>()
  const newest = new Map<string, string>()
  const disputes = new Map<string, DisputeState>()
  const unused = async (): Promise<never> => {
    throw new Error('the simulation has no use for this')
  }
  const find = async ({ key }: ChargeIdentity): Promise<ChargeResult | undefined> => {
    if (charged.has(key)) return { status: 'succeeded', reference: `ch_${key}`, fee: 0n }
    const calm = { retryable: false, needsCustomer: false, reference: `ch_${key}` }
    return declined.has(key) ? { status: 'declined', reason: 'No.', ...calm } : undefined
  }
  const provider: SimulatedProvider = {
    draw: random => conducts[random.weighted([80, 8, 8, 4])]!,
    amountFor: (conduct, wholes) => BigInt(wholes * 100 + conducts.indexOf(conduct)),
    keyOf: (amount, customerId) => newest.get(`cus_${customerId} ${amount}`),
    charged,
    refunded,
    dispute: (key, openedMs) => {
      const base = { reference: `dp_${key}`, chargeKey: key, amount: charged.get(key)!, currency }
      disputes.set(base.reference, { ...base, status: 'open', reason: 'fraudulent', openedMs })
    },
    webhook: (about, key) => {
      const reference = about === 'charge' ? `ch_${key}` : `dp_${key}`
      const event: PspEvent = { id: newId(), about, reference }
      return { bytes: Buffer.from(JSON.stringify(event)), headers: {} }
    },
    psp: {
      provider: 'simulated',
      openCustomer: async id => `cus_${id}`,
      setUpCard: unused,
      readSetup: unused,
      removeCard: unused,
      charge: async (request: ChargeRequest) => {
        const { key, amount } = request
        const known = await find(request)
        if (known) return known
        const conduct = conducts[Number(amount % 100n)]!
        newest.set(`${request.customerReference} ${amount}`, key)
        if (conduct === 'requestLost') throw new PspUnavailable('the request was lost')
        if (conduct === 'declines') declined.add(key)
        else charged.set(key, amount)
        if (conduct === 'answerLost') throw new PspUnavailable('the answer was lost')
        return (await find(request))!
      },
      findCharge: find,
      cancelCharge: unused,
      refund: async ({ key, charge }) => {
        refunded.add(charge.key)
        return { status: 'succeeded', reference: `re_${key}` }
      },
      readWebhook: ({ bytes }) => JSON.parse(bytes.toString()) as PspEvent,
      readCharge: async reference => {
        const key = reference.slice(3)
        const result = await find({ key } as ChargeIdentity)
        return result && { key, result }
      },
      readRefund: unused,
      readDispute: async reference => disputes.get(reference),
      listPayouts: async () => [],
      listPayoutItems: async () => [],
    },
  }
  return provider
}
