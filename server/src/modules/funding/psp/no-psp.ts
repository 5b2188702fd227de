/** Stands where no provider is set up: cash works, cards don't. */
import { type Psp, PspUnavailable, WebhookRefused } from './psp.ts'

const refuse = async (): Promise<never> => {
  throw new PspUnavailable('no payment provider is set up')
}

export const noPsp: Psp = {
  provider: 'none',
  openCustomer: refuse,
  setUpCard: refuse,
  readSetup: refuse,
  removeCard: refuse,
  charge: refuse,
  findCharge: refuse,
  cancelCharge: refuse,
  refund: refuse,
  readWebhook: () => {
    throw new WebhookRefused('no payment provider is set up')
  },
  readCharge: refuse,
  readRefund: refuse,
  readDispute: refuse,
  listPayouts: async () => [],
  listPayoutItems: async () => [],
}
