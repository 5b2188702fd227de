import { formatDay, formatTime, formatWhen, online } from '@ringfence/ui'
import { balanceAt, isKept } from '../wallet.ts'

/** `today 08:12`, `yesterday 19:40`, `22 Nov 08:12`. */
export const formatMoment = (iso: string, timeZone?: string): string =>
  `${formatDay(iso, timeZone)} ${formatTime(iso, timeZone)}`

/** How old the balance is; undefined while it is current. */
export function balanceAge(): string | undefined {
  if ((online.value && !isKept.value) || balanceAt.value === '') return undefined
  const when = formatWhen(balanceAt.value)
  return `Balance as of ${when.startsWith('today') ? formatTime(balanceAt.value) : formatMoment(balanceAt.value)}`
}

export function BalanceAge({ class: name }: { class?: string }) {
  const age = balanceAge()
  return age ? <p class={name}>{age}</p> : null
}
