/** A coarse limit for each address, in memory of this process: a flood ends here, before anything is looked at. */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { addressGroup } from '../addresses.ts'

export interface AddressLimit {
  readonly requests: number
  readonly seconds: number
}

/** A store's tills and its guests' phones share an address; so do the guests of a whole mobile network. */
export const usualAddressLimit: AddressLimit = { requests: 3_000, seconds: 10 }

/** Seconds to wait; undefined when the request may go on. */
export type LimitAddress = (address: string) => Promise<number | undefined>

export function createLimitAddress({ requests, seconds }: AddressLimit): LimitAddress {
  const limiter = new RateLimiterMemory({ points: requests, duration: seconds, keyPrefix: '' })
  return async address => {
    try {
      await limiter.consume(addressGroup(address))
      return undefined
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal
      return Math.max(Math.ceil(refusal.msBeforeNext / 1000), 1)
    }
  }
}
