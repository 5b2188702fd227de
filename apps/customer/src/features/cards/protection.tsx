import type { ProtectedCard } from '@ringfence/contract'
import { Banner, Button, Card, List, ListRow, Skeleton, toast, useQuery } from '@ringfence/ui'
import { ChevronRight, ShieldAlert, Snowflake } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import { adviceLine } from '../../advice.ts'
import { liveVersion } from '../../live.ts'
import { Failure } from '../../parts/failure.tsx'
import { api } from '../../session.ts'
import { refreshWallet } from '../../wallet.ts'
import { ReplaceSheet } from './replace-sheet.tsx'

interface ProtectionProps {
  cardId: string
  /** A gift card has got a new number and code. */
  onReplaced?: (code: string | null, cardId: string) => void
}

/** Freezing, which one tap does and undoes, and replacing a card that was lost. For my card and for gift cards alike. */
export function Protection({ cardId, onReplaced }: ProtectionProps) {
  const query = useQuery(`card ${cardId}`, signal => api.getCard({ params: { id: cardId }, signal }))
  const [replacing, setReplacing] = useState(false)
  useEffect(() => {
    if (liveVersion.value > 0) query.reload()
  }, [liveVersion.value])
  const card = query.data
  if (!card && query.failure) {
    return (
      <Card title="Safety">
        <Failure failure={query.failure} onRetry={query.reload} retrying={query.loading} what="The card’s safety" />
      </Card>
    )
  }
  if (!card) {
    return (
      <Card title="Safety">
        <Skeleton lines={4} />
      </Card>
    )
  }
  const isOpen = card.state === 'active' || card.state === 'frozen'
  return (
    <Card title="Safety">
      <Lock card={card} />
      {isOpen && (
        <List label="Safety" lined>
          {!card.blocked && <Freeze card={card} onChanged={query.reload} />}
          <ListRow
            icon={<ShieldAlert aria-hidden="true" />}
            title={card.lostAt ? 'Replace the card now' : 'Lost, stolen or copied'}
            detail="A new card for the same money; the old one is dead at once."
            end={<ChevronRight size={18} aria-hidden="true" />}
            onClick={() => {
              endUndo?.()
              setReplacing(true)
            }}
          />
        </List>
      )}
      {replacing && (
        <ReplaceSheet
          card={card}
          onClose={() => setReplacing(false)}
          onReplaced={(code, id) => {
            setReplacing(false)
            if (id !== card.id) onReplaced?.(code, id)
            else query.reload()
          }}
        />
      )}
    </Card>
  )
}

/** Why the holder can't release it. */
function Lock({ card }: { card: ProtectedCard }) {
  if (card.lostAt && card.state === 'frozen') {
    return (
      <Banner tone="warn" title="Reported lost">
        It takes no payments. Replace it to pay again; your money moves along.
      </Banner>
    )
  }
  if (card.blocked) {
    return (
      <Banner tone="warn" title="Frozen by support">
        It takes no payments. Ask support to release it.
      </Banner>
    )
  }
  return card.state === 'replaced' || card.state === 'closed' ? <p class="dim">This card is no longer in use.</p> : null
}

/** Takes back the last offer to undo, when something else was done since. */
let endUndo: (() => void) | undefined

function Freeze({ card, onChanged }: { card: ProtectedCard; onChanged: () => void }) {
  const [busy, setBusy] = useState(false)
  const isFrozen = card.state === 'frozen'

  async function set(freeze: boolean): Promise<void> {
    setBusy(true)
    endUndo?.()
    const params = { id: card.id }
    const answer = await (freeze ? api.freezeCard({ params }) : api.unfreezeCard({ params }))
    if (answer.ok) {
      endUndo = toast(freeze ? 'Frozen: it takes no payments' : 'It can pay again', {
        action: { label: 'Undo', onClick: () => void set(!freeze) },
      })
    } else toast(adviceLine(answer), { tone: 'bad' })
    await refreshWallet()
    onChanged()
    setBusy(false)
  }

  return (
    <ListRow
      icon={<Snowflake aria-hidden="true" />}
      title={isFrozen ? 'Frozen' : 'Freeze'}
      detail={isFrozen ? 'No payments; money may still come in.' : 'Stops payments until you unfreeze it.'}
      tone={isFrozen ? 'warn' : 'plain'}
      end={
        <Button loading={busy} onClick={() => void set(!isFrozen)}>
          {isFrozen ? 'Unfreeze' : 'Freeze card'}
        </Button>
      }
    />
  )
}
