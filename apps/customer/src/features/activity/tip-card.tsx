import type { Payment } from '@ringfence/contract'
import { Button, Card, formatMoney, online, toast } from '@ringfence/ui'
import { useEffect, useRef, useState } from 'preact/hooks'
import { adviceLine } from '../../advice.ts'
import { brand } from '../../brand.ts'
import { onLive } from '../../live.ts'
import { api } from '../../session.ts'
import { refreshWallet } from '../../wallet.ts'
import { TipChoice } from '../scan/tip-choice.tsx'

interface TipCardProps {
  payment: Payment
  onTipped: () => void
}

/** A tip after the payment, from the balance; once. */
export function TipCard({ payment, onTipped }: TipCardProps) {
  const [tip, setTip] = useState(0)
  const [busy, setBusy] = useState(false)
  // The same wish, sent again after a lost answer, gives one tip.
  const sent = useRef<{ amount: number; key: string } | undefined>(undefined)
  // What is given here is said here.
  useEffect(() => onLive(event => event.type === 'payment.tipped' && busy), [busy])
  const { amount, currency, tippable } = payment
  const maximum = tippable?.maximum ?? 0

  async function give(): Promise<void> {
    if (sent.current?.amount !== tip) sent.current = { amount: tip, key: crypto.randomUUID() }
    setBusy(true)
    const { key: idempotencyKey } = sent.current
    const answer = await api.tipMyPayment({ params: { id: payment.id }, body: { amount: tip }, idempotencyKey })
    if (answer.ok) toast(`Thank you: ${formatMoney({ amount: tip, currency })} given`)
    else toast(adviceLine(answer), { tone: 'bad' })
    setBusy(false)
    void refreshWallet()
    onTipped()
  }

  return (
    <Card title="Add a tip" aside="From your balance">
      <TipChoice {...{ amount, currency, maximum, tip }} percents={brand.value?.tipPercents ?? []} onChoose={setTip} />
      <Button
        class="receipt__deed"
        wide
        loading={busy}
        disabled={tip === 0 || tip > maximum || !online.value}
        onClick={() => void give()}
      >
        {tip > 0 ? `Give ${formatMoney({ amount: tip, currency })}` : 'Choose a tip'}
      </Button>
    </Card>
  )
}
