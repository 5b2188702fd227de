import type { ProtectedCard } from '@ringfence/contract'
import { Banner, Button, Segmented, Sheet, toast } from '@ringfence/ui'
import { useRef, useState } from 'preact/hooks'
import { adviceLine } from '../../advice.ts'
import { enrolDevice } from '../../device.ts'
import { api, personId } from '../../session.ts'
import { holder, refreshWallet } from '../../wallet.ts'

type Reason = 'lost' | 'stolen' | 'other'
const reasons: { id: Reason; label: string }[] = [
  { id: 'lost', label: 'Lost' },
  { id: 'stolen', label: 'Stolen' },
  { id: 'other', label: 'Copied' },
]

interface ReplaceSheetProps {
  card: ProtectedCard
  onClose: () => void
  /** With the new code of a gift card, which is told here only, and the id of the card that is in use now. */
  onReplaced: (code: string | null, cardId: string) => void
}

/** Asks once. Lost and stolen are reported first, so that the card is frozen even if the replacement fails. */
export function ReplaceSheet({ card, onClose, onReplaced }: ReplaceSheetProps) {
  const [reason, setReason] = useState<Reason>('lost')
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string>()
  // A try whose answer was lost is sent again with the same key: it makes one new card.
  const idempotencyKey = useRef(crypto.randomUUID()).current
  const isOwn = holder.value?.account.card.id === card.id

  async function replace(): Promise<void> {
    setBusy(true)
    setTrouble(undefined)
    const params = { id: card.id }
    if (reason !== 'other' && !card.lostAt) {
      const reported = await api.reportCardLost({ params, body: { reason } })
      if (!reported.ok && reported.code !== 'card_closed') return refuse(adviceLine(reported))
    }
    const answer = await api.replaceCard({ params, body: { reason }, idempotencyKey })
    if (!answer.ok) return refuse(adviceLine(answer))
    await refreshWallet()
    if (isOwn) {
      toast(`Your new card ends in ${answer.data.lastDigits}`)
      await enrolAgain()
    }
    setBusy(false)
    onReplaced(answer.data.code, answer.data.id)
  }

  function refuse(text: string): void {
    setTrouble(text)
    setBusy(false)
    void refreshWallet()
  }

  return (
    <Sheet
      open
      onClose={onClose}
      title="Replace this card?"
      footer={
        <Button variant="danger" wide loading={busy} onClick={() => void replace()}>
          Replace it now
        </Button>
      }
    >
      {!card.lostAt && <Segmented label="What happened" items={reasons} value={reason} onChange={setReason} />}
      <p>
        {isOwn
          ? 'You get a new card with the same balance. The old one and all pay codes made from it are dead at once. This device goes on by itself; your other devices have to be opened again.'
          : 'You get a new code with the same money on it. The old number is dead at once. This can’t be undone.'}
      </p>
      {trouble && <Banner tone="bad">{trouble}</Banner>}
    </Sheet>
  )
}

/** The pay codes of the old card are dead: this device enrols for the new one. */
async function enrolAgain(): Promise<void> {
  const [id, account] = [personId.peek(), holder.peek()?.account]
  if (id !== undefined && account) await enrolDevice(id, account.id)
}
