import type { ProtectedCard } from '@ringfence/contract'
import { Badge } from '@ringfence/ui'

const states = {
  pending: { word: 'Not sold yet', tone: 'warn' },
  active: { word: 'Active', tone: 'good' },
  frozen: { word: 'Frozen', tone: 'warn' },
  replaced: { word: 'Replaced', tone: 'plain' },
  closed: { word: 'Closed', tone: 'plain' },
} as const

export function CardState({ card }: { card: Pick<ProtectedCard, 'state' | 'blocked' | 'lostAt'> }) {
  const { word, tone } = states[card.state]
  return (
    <>
      <Badge tone={tone}>{word}</Badge>
      {card.lostAt && <Badge tone="bad">Reported lost</Badge>}
      {card.blocked && !card.lostAt && <Badge tone="warn">Only support releases it</Badge>}
    </>
  )
}
