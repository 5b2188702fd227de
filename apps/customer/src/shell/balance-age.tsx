import { formatDay, formatTime, online } from '@ringfence/ui'
import { nowIso } from '../clock.ts'
import { balanceAt, walletFailure } from '../wallet.ts'

/** `today 08:12`, `yesterday 19:40`, `22 Nov 08:12`. */
export const formatMoment = (iso: string, timeZone?: string): string =>
  `${formatDay(iso, timeZone)} ${formatTime(iso, timeZone)}`

/** How old the balance is; undefined while it is current. */
export function balanceAge(): string | undefined {
  const at = balanceAt.value
  if (at === '' || (online.value && !walletFailure.value)) return undefined
  return `Balance as of ${formatDay(at) === formatDay(nowIso()) ? formatTime(at) : formatMoment(at)}`
}

export function BalanceAge({ class: name }: { class?: string }) {
  const age = balanceAge()
  return age ? <p class={name}>{age}</p> : null
}
