import { Field, Segmented } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { useRemote } from '../../remote.ts'
import { publicApi, work } from '../../session.ts'
import { begin, progress } from '../charge/attempt.ts'
import { AmountChoice } from './amount-choice.tsx'
import type { SaleTender } from './gift-amount.ts'
import { PayButtons } from './pay-buttons.tsx'
import { addSale } from './sales.ts'
import { useGiftCardCodes } from './use-codes.ts'

type Way = 'shown' | 'mailed'
const mail = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

/** An e-gift: its code is shown to take along, or mailed to whom it is for. */
export function EgiftPanel() {
  const { currency } = work.value!.store
  const [way, setWay] = useState<Way>('shown')
  const [amount, setAmount] = useState(0)
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [message, setMessage] = useState('')
  const [design, setDesign] = useState<string>()
  const [designs] = useRemote('designs', () => publicApi.listCardDesigns({}))
  const known = designs.state === 'ready' ? designs.data.data : []
  const chosen = design ?? known[0]?.id
  useGiftCardCodes(() => {})

  const sell = async (tender: SaleTender) => {
    if (chosen === undefined) return
    const text = message.trim() === '' ? {} : { message: message.trim() }
    const to = way === 'mailed' ? { recipient: { name: name.trim(), email: email.trim() } } : {}
    const body = { amount, currency, design: chosen, ...text, ...to, tender: { type: tender } }
    if ((await begin({ kind: 'giftSale', body }, amount, currency)) !== 'approved') return
    const now = progress.value
    if (now?.step !== 'approved' || !now.taken.id) return
    const label = way === 'mailed' ? `E-gift for ${name.trim()}` : 'E-gift, shown'
    await addSale({ kind: 'egift', id: now.taken.id, label, amount, currency })
    for (const clear of [setName, setEmail, setMessage]) clear('')
    setAmount(0)
  }
  return (
    <>
      <Segmented
        label="How it is handed over"
        size="till"
        items={[
          { id: 'shown', label: 'Show the code' },
          { id: 'mailed', label: 'Send by e-mail' },
        ]}
        value={way}
        onChange={setWay}
      />
      {way === 'mailed' && (
        <div class="gift__fields">
          <Field
            label="Whom it is for"
            size="till"
            value={name}
            maxLength={60}
            autoComplete="off"
            onInput={event => setName(event.currentTarget.value)}
          />
          <Field
            label="E-mail"
            size="till"
            type="email"
            value={email}
            maxLength={254}
            autoComplete="off"
            onInput={event => setEmail(event.currentTarget.value)}
          />
          <Field
            label="Message, if any"
            size="till"
            value={message}
            maxLength={300}
            autoComplete="off"
            onInput={event => setMessage(event.currentTarget.value)}
          />
        </div>
      )}
      {known.length > 1 && (
        <section class="gift__chips gift__chips--wide" aria-label="Design">
          {known.map(each => (
            <button
              key={each.id}
              type="button"
              class="chip gift__design"
              aria-pressed={each.id === chosen}
              onClick={() => setDesign(each.id)}
            >
              {each.name}
            </button>
          ))}
        </section>
      )}
      <AmountChoice value={amount} currency={currency} onChange={setAmount} />
      <PayButtons
        amount={amount}
        currency={currency}
        missing={missingOf(way, name, email, chosen)}
        onPay={tender => void sell(tender)}
      />
    </>
  )
}

function missingOf(way: Way, name: string, email: string, design: string | undefined): string | undefined {
  if (design === undefined) return 'The designs are still being read.'
  if (way === 'shown') return undefined
  if (name.trim() === '') return 'Say whom it is for.'
  return mail.test(email.trim()) ? undefined : 'Enter the e-mail address.'
}
