/** What holds for every standing rule of a deployment. */
import type { Limits } from './state.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** The sandbox gives a shorter notice and rests less, so that what happens in a day can be seen in minutes. */
export function autoTopUpLimits(deployment: { sandbox: boolean; timeZone: string; balanceMaximum: bigint }): Limits {
  const { sandbox, timeZone, balanceMaximum } = deployment
  return {
    timeZone,
    noticeMs: sandbox ? 5_000 : hourMs,
    coolDownMs: sandbox ? 20_000 : 15 * minuteMs,
    chargesPerDay: sandbox ? 20 : 3,
    amountPerDay: sandbox ? 5n * balanceMaximum : balanceMaximum,
    backOffMs: sandbox ? [15_000, 30_000] : [6 * hourMs, 24 * hourMs],
    askAgainMs: 30_000,
  }
}
