import type { Payment } from '@ringfence/contract'
import { Button, formatMoney, formatPercent, Sheet } from '@ringfence/ui'
import { Camera, Keyboard, ScanLine } from 'lucide-preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { brand } from '../../brand.ts'
import { begin } from '../charge/attempt.ts'
import { readCode } from '../charge/split-rules.ts'
import { codeEntry, codeTaker } from '../charge/take-code.ts'
import { Keypad } from '../sell/keypad.tsx'

interface TipSheetProps {
  open: boolean
  payment: Payment
  onClose: () => void
  onTipped: () => void
}

/** A tip after the payment: the customer agrees by showing a pay code once more. */
export function TipSheet({ open, payment, onClose, onTipped }: TipSheetProps) {
  return (
    <Sheet open={open} onClose={onClose} title="Add a tip">
      {payment.tippable && <TipForm {...{ payment, onClose, onTipped }} maximum={payment.tippable.maximum} />}
    </Sheet>
  )
}

function TipForm({ payment, maximum, onClose, onTipped }: Omit<TipSheetProps, 'open'> & { maximum: number }) {
  const [amount, setAmount] = useState(0)
  const { currency, subtotal } = payment
  const money = (minor: number) => formatMoney({ amount: minor, currency })
  const isTooMuch = amount > maximum
  const isReady = amount > 0 && !isTooMuch

  const take = (text: string) => {
    const scanned = readCode(text)
    if (!isReady || scanned?.kind !== 'payCode') return
    onClose()
    const body = { amount, code: scanned.code }
    void begin({ kind: 'tip', paymentId: payment.id, body }, amount, currency).then(onTipped)
  }
  const latest = useRef(take)
  latest.current = take
  useEffect(() => {
    codeTaker.value = text => latest.current(text)
    return () => {
      codeTaker.value = undefined
    }
  }, [])

  return (
    <>
      <div class="tips">
        {brand.value.tipPercents
          .map(percent => ({ percent, tip: Math.floor((subtotal * percent + 50) / 100) }))
          .filter(({ tip }) => tip > 0 && tip <= maximum)
          .map(({ percent, tip }) => (
            <button
              key={percent}
              type="button"
              class="chip"
              aria-pressed={amount === tip}
              onClick={() => setAmount(tip)}
            >
              {formatPercent(percent / 100, 0)}
              <span class="chip__detail num">{money(tip)}</span>
            </button>
          ))}
      </div>
      <Keypad label="Tip" value={amount} currency={currency} onChange={setAmount} />
      <p class="split__scan" role={isTooMuch ? 'alert' : 'status'}>
        <ScanLine size={28} aria-hidden="true" />
        {isTooMuch && `A tip of this payment can be ${money(maximum)} at most.`}
        {!isTooMuch && (amount === 0 ? 'Choose the tip.' : `Scan the customer’s pay code: it adds ${money(amount)}.`)}
      </p>
      <div class="split__ways">
        <Button
          size="till"
          icon={<Keyboard size={22} />}
          disabled={!isReady}
          onClick={() => {
            codeEntry.value = 'typing'
          }}
        >
          Type code
        </Button>
        <Button
          size="till"
          icon={<Camera size={22} />}
          disabled={!isReady}
          onClick={() => {
            codeEntry.value = 'camera'
          }}
        >
          Scan with camera
        </Button>
      </div>
    </>
  )
}
