import { isPrintedNumber } from '@ringfence/contract'
import { playDeclined, toast } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { work } from '../../session.ts'
import { begin, progress } from '../charge/attempt.ts'
import { AmountChoice } from './amount-choice.tsx'
import { CardSlot } from './card-slot.tsx'
import type { SaleTender } from './gift-amount.ts'
import { PayButtons } from './pay-buttons.tsx'
import { addSale } from './sales.ts'
import { useGiftCardCodes } from './use-codes.ts'

/** Activates a printed card: scan it, choose the amount, take the money. */
export function SellCardPanel() {
  const [number, setNumber] = useState<string>()
  const [amount, setAmount] = useState(0)
  const { currency } = work.value!.store
  useGiftCardCodes(scanned => {
    if (isPrintedNumber(scanned)) return setNumber(scanned)
    playDeclined()
    return void toast('That is an e-gift, which is paid already. Take a printed card from the rack.', { tone: 'bad' })
  })
  const sell = async (tender: SaleTender) => {
    if (number === undefined) return
    const body = { number, amount, currency, tender }
    if ((await begin({ kind: 'activation', body }, amount, currency)) !== 'approved') return
    const now = progress.value
    if (now?.step !== 'approved' || !now.taken.id) return
    await addSale({ kind: 'card', id: now.taken.id, label: `Card ·· ${now.taken.lastDigits}`, amount, currency })
    setNumber(undefined)
    setAmount(0)
  }
  return (
    <>
      <CardSlot number={number} onClear={() => setNumber(undefined)} />
      <AmountChoice value={amount} currency={currency} onChange={setAmount} />
      <PayButtons
        amount={amount}
        currency={currency}
        missing={number === undefined ? 'Scan the card first.' : undefined}
        onPay={tender => void sell(tender)}
      />
    </>
  )
}
