import type { ActivityEntry } from '@ringfence/contract'
import { Amount, List, ListRow } from '@ringfence/ui'
import { CircleAlert, Clock, Coffee, Gift, HandCoins, Hourglass, Plus, Undo2 } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { formatMoment } from '../../shell/balance-age.tsx'
import { EntrySheet } from './entry-sheet.tsx'

const icons = {
  payment: Coffee,
  load: Plus,
  refund: Undo2,
  tip: HandCoins,
  void: Undo2,
  hold: Clock,
  release: Undo2,
  move: Gift,
  expiry: Hourglass,
  recovery: CircleAlert,
  adjustment: Undo2,
} as const

interface ActivityRowsProps {
  entries: readonly ActivityEntry[]
  label: string
  /** What stands below the title; the place and the moment by default. */
  detailOf?: (entry: ActivityEntry) => string
}

export function ActivityRows({ entries, label, detailOf = placeAndMoment }: ActivityRowsProps) {
  const [, navigate] = useLocation()
  const [open, setOpen] = useState<ActivityEntry>()
  const show = (entry: ActivityEntry) =>
    entry.paymentId === null ? setOpen(entry) : navigate(`/payments/${entry.paymentId}`, { state: { isWithin: true } })
  return (
    <>
      <List label={label}>
        {entries.map(entry => {
          const Icon = icons[entry.type]
          return (
            <ListRow
              key={entry.id}
              icon={<Icon size={20} aria-hidden="true" />}
              title={entry.title}
              detail={detailOf(entry)}
              end={<Amount value={entry} sign="always" tone="signed" />}
              onClick={() => show(entry)}
            />
          )
        })}
      </List>
      <EntrySheet entry={open} onClose={() => setOpen(undefined)} />
    </>
  )
}

function placeAndMoment(entry: ActivityEntry): string {
  return detailWith(entry, formatMoment(entry.at, entry.timeZone ?? undefined))
}

/** What the title does not say: it names what was bought. */
const deeds: Partial<Record<ActivityEntry['type'], string>> = {
  refund: 'Refund',
  tip: 'Tip',
  void: 'Voided',
  hold: 'On hold',
}

/** `Refund · Pier 4 · 08:12`: what it is when the sign does not say it, where, and when. */
export function detailWith(entry: ActivityEntry, when: string): string {
  const deed = deeds[entry.type]
  const isSaid = deed !== undefined && entry.title.toLowerCase().includes(deed.toLowerCase())
  return [isSaid ? undefined : deed, entry.storeName, when].filter(Boolean).join(' · ')
}
