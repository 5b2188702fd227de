import type { Answer, Gift } from '@ringfence/contract'
import { Amount, Badge, Banner, Button, Card, Sheet, Skeleton, toast, useQuery } from '@ringfence/ui'
import { Check } from 'lucide-preact'
import { useRef, useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { adviceLine } from '../../advice.ts'
import { CardTile } from '../../parts/card-tile.tsx'
import { Failure } from '../../parts/failure.tsx'
import { useLookEvery } from '../../parts/use-look-every.ts'
import { Challenge } from '../../psp/challenge.tsx'
import { api } from '../../session.ts'
import { PageHead } from '../../shell/frame.tsx'
import { dayAndTime, statusWords, stepsOf, whatIsNext } from './gift-words.ts'
import './gifts.css'

/** A gift I sent: how it stands, sending it again, taking it back. */
export function GiftScreen({ id }: { id: string }) {
  const [, navigate] = useLocation()
  const query = useQuery(`gift ${id}`, signal => api.getMyGift({ params: { id }, signal }))
  const gift = query.data
  const isMoving = gift && !['claimed', 'cancelled', 'refunded', 'failed'].includes(gift.status)
  useLookEvery(isMoving ? 4_000 : undefined, query.reload)
  return (
    <div class="narrow stack">
      <PageHead title="Gift" onBack={() => navigate('/gifts')} />
      {!gift && !query.failure && <Skeleton height="240px" radius="24px" />}
      {!gift && query.failure && (
        <Failure failure={query.failure} onRetry={query.reload} retrying={query.loading} what="The gift" />
      )}
      {gift && <GiftView gift={gift} onChanged={query.reload} />}
    </div>
  )
}

function GiftView({ gift, onChanged }: { gift: Gift; onChanged: () => void }) {
  const { name, tone } = statusWords[gift.status]
  return (
    <>
      <GiftFace gift={gift} />
      <Card title={gift.recipient ? `For ${gift.recipient.name}` : 'Gift'} aside={<Badge tone={tone}>{name}</Badge>}>
        {gift.recipient && <p class="dim gift__email">{gift.recipient.email}</p>}
        <p>{whatIsNext(gift)}</p>
        <ol class="gift__steps">
          {stepsOf(gift).map(step => (
            <li key={step.name} class={step.isPlanned ? 'gift__step' : 'gift__step gift__step--done'}>
              <span class="gift__mark" aria-hidden="true">
                <Check size={14} strokeWidth={3} />
              </span>
              <span>{step.name}</span>
              <span class="gift__when num">{step.at ? dayAndTime(step.at) : 'Not yet'}</span>
            </li>
          ))}
        </ol>
      </Card>
      {gift.message && (
        <Card title="Your message">
          <p class="gift__message">{gift.message}</p>
        </Card>
      )}
      <Deeds gift={gift} onChanged={onChanged} />
    </>
  )
}

/** The card as the recipient will see it. */
export function GiftFace({ gift }: { gift: Pick<Gift, 'design' | 'amount' | 'currency' | 'recipient'> }) {
  return (
    <CardTile design={gift.design} size="large">
      <span class="gift__to">{gift.recipient ? `For ${gift.recipient.name}` : 'Gift card'}</span>
      <Amount value={gift} size="hero" />
    </CardTile>
  )
}

function Deeds({ gift, onChanged }: { gift: Gift; onChanged: () => void }) {
  const [busy, setBusy] = useState(false)
  const [asking, setAsking] = useState<'cancel' | 'challenge'>()
  const keys = useRef({ resend: crypto.randomUUID(), cancel: crypto.randomUUID() }).current
  const params = { id: gift.id }
  const isSent = gift.status === 'delivered' || gift.status === 'undelivered'

  async function run(deed: () => Promise<Answer<Gift>>, said: (gift: Gift) => string): Promise<void> {
    setBusy(true)
    const answer = await deed()
    if (answer.ok) toast(said(answer.data))
    else toast(adviceLine(answer), { tone: 'bad' })
    setAsking(undefined)
    setBusy(false)
    onChanged()
  }
  const resend = () =>
    run(
      () => api.resendMyGift({ params, idempotencyKey: keys.resend }),
      () => {
        keys.resend = crypto.randomUUID()
        return 'Sent once more'
      },
    )
  const cancel = () =>
    run(
      () => api.cancelMyGift({ params, idempotencyKey: keys.cancel }),
      () => 'Cancelled: the money goes back to your card',
    )
  const confirm = () =>
    run(
      () => api.confirmMyGift({ params }),
      ({ status }) => statusWords[status].name,
    )

  return (
    <>
      {gift.action && (
        <Button variant="primary" wide onClick={() => setAsking('challenge')}>
          Confirm the payment
        </Button>
      )}
      {isSent && gift.resendsLeft > 0 && (
        <Button wide loading={busy && !asking} onClick={() => void resend()}>
          Send again
        </Button>
      )}
      {gift.cancellable && (
        <Button wide variant="danger" onClick={() => setAsking('cancel')}>
          Cancel the gift
        </Button>
      )}
      {asking === 'cancel' && (
        <AskCancel gift={gift} busy={busy} onClose={() => setAsking(undefined)} onCancel={cancel} />
      )}
      {asking === 'challenge' && gift.action && (
        <Challenge action={gift.action} amount={gift} onAnswered={confirm} onClose={() => setAsking(undefined)} />
      )}
    </>
  )
}

interface AskCancelProps {
  gift: Gift
  busy: boolean
  onClose: () => void
  onCancel: () => Promise<void>
}

function AskCancel({ gift, busy, onClose, onCancel }: AskCancelProps) {
  return (
    <Sheet
      open
      onClose={onClose}
      title="Cancel this gift?"
      footer={
        <Button variant="danger" wide loading={busy} onClick={() => void onCancel()}>
          Cancel it
        </Button>
      }
    >
      <p>Its code is dead at once, and the money goes back to the card you paid with.</p>
      {gift.deliveredAt && <Banner tone="warn">{gift.recipient?.name ?? 'The recipient'} has the mail already.</Banner>}
    </Sheet>
  )
}
