import { Button, formatMoney, formatPercent, Sheet } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { brand } from '../../brand.ts'
import { work } from '../../session.ts'
import { noTip, tipAmount } from './basket.ts'
import { tip, totals } from './basket-state.ts'
import { Keypad } from './keypad.tsx'

/** The tip in one tap: none, a percentage, or an own amount. */
export function TipBar() {
  const [asking, setAsking] = useState(false)
  const chosen = tip.value
  const money = (amount: number) => formatMoney({ amount, currency: work.value!.store.currency })
  return (
    <section class="tips" aria-label="Tip">
      <Chip
        label="No tip"
        isOn={chosen.kind === 'none'}
        onTap={() => {
          tip.value = noTip
        }}
      />
      {brand.value.tipPercents.map(percent => (
        <Chip
          key={percent}
          label={formatPercent(percent / 100, 0)}
          detail={money(tipAmount({ kind: 'percent', percent }, totals.value.subtotal))}
          isOn={chosen.kind === 'percent' && chosen.percent === percent}
          onTap={() => {
            tip.value = { kind: 'percent', percent }
          }}
        />
      ))}
      <Chip
        label="Other"
        detail={chosen.kind === 'amount' ? money(totals.value.tip) : undefined}
        isOn={chosen.kind === 'amount'}
        onTap={() => setAsking(true)}
      />
      <Sheet open={asking} onClose={() => setAsking(false)} title="Tip">
        <OwnTip onDone={() => setAsking(false)} />
      </Sheet>
    </section>
  )
}

interface ChipProps {
  label: string
  detail?: string | undefined
  isOn: boolean
  onTap: () => void
}

function Chip({ label, detail, isOn, onTap }: ChipProps) {
  return (
    <button type="button" class="chip" aria-pressed={isOn} onClick={onTap}>
      {label}
      {detail && <span class="chip__detail num">{detail}</span>}
    </button>
  )
}

function OwnTip({ onDone }: { onDone: () => void }) {
  const [amount, setAmount] = useState(tip.value.kind === 'amount' ? tip.value.amount : 0)
  const { currency } = work.value!.store
  const isTooMuch = amount > totals.value.subtotal
  const confirm = () => {
    tip.value = amount > 0 ? { kind: 'amount', amount } : noTip
    onDone()
  }
  return (
    <>
      <Keypad label="Tip" value={amount} currency={currency} onChange={setAmount} />
      {isTooMuch && <p role="alert">A tip can’t be more than the purchase.</p>}
      <Button size="till" variant="primary" wide disabled={isTooMuch} onClick={confirm}>
        {amount > 0 ? `Add a tip of ${formatMoney({ amount, currency })}` : 'No tip'}
      </Button>
    </>
  )
}
