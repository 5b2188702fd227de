import type { GiftCardBalance } from '@ringfence/contract'
import { Amount, Badge, Button, Field, formatDate, Skeleton } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { type Advice, adviceFor } from '../../advice.ts'
import { ask } from '../../remote.ts'
import { api } from '../../session.ts'
import { CardSlot } from './card-slot.tsx'
import { useGiftCardCodes } from './use-codes.ts'

type Asked =
  | { state: 'none' | 'asking' }
  | { state: 'told'; balance: GiftCardBalance }
  | { state: 'refused'; advice: Advice }

/** What is on a gift card. A card in hand is enough; when only its number is known, the PIN proves it. */
export function BalancePanel() {
  const [number, setNumber] = useState<string>()
  const [pin, setPin] = useState('')
  const [asked, setAsked] = useState<Asked>({ state: 'none' })
  const enquire = async (card: string, withPin: string) => {
    setAsked({ state: 'asking' })
    const body = { number: card, ...(withPin === '' ? {} : { pin: withPin }) }
    const answer = await ask(() => api.askGiftCardBalance({ body }))
    setAsked(
      answer.ok
        ? { state: 'told', balance: answer.data }
        : { state: 'refused', advice: refusedAdvice(answer.code) ?? adviceFor(answer.code, answer.problem) },
    )
  }
  useGiftCardCodes(scanned => {
    setNumber(scanned)
    setPin('')
    void enquire(scanned, '')
  })
  const clear = () => {
    setNumber(undefined)
    setPin('')
    setAsked({ state: 'none' })
  }
  return (
    <>
      <CardSlot number={number} onClear={clear} />
      <div class="gift__answer" aria-live="polite">
        {asked.state === 'asking' && <Skeleton lines={2} />}
        {asked.state === 'told' && <Told balance={asked.balance} />}
        {asked.state === 'refused' && (
          <p class="gift__refused" role="alert">
            <strong>{asked.advice.title}</strong>
            <span>{asked.advice.detail}</span>
          </p>
        )}
      </div>
      {number !== undefined && asked.state === 'refused' && (
        <form
          class="gift__pin"
          onSubmit={event => {
            event.preventDefault()
            void enquire(number, pin)
          }}
        >
          <Field
            label="PIN"
            hint="Under the scratch field of a printed card."
            size="till"
            inputMode="numeric"
            autoComplete="off"
            maxLength={8}
            value={pin}
            onInput={event => setPin(event.currentTarget.value.replace(/\D/g, ''))}
          />
          <Button type="submit" size="till" variant="primary" disabled={pin.length < 4}>
            Ask again with the PIN
          </Button>
        </form>
      )}
    </>
  )
}

/** A wrong number and a wrong PIN are told alike, so that nobody learns which numbers there are. */
function refusedAdvice(code: string): Advice | undefined {
  if (code !== 'code_invalid') return undefined
  return {
    title: 'There is no such card.',
    detail: 'It is not sold yet, or the number or the PIN is wrong. Scan it again.',
  }
}

function Told({ balance: { balance, currency, state, lastDigits, expiresAt } }: { balance: GiftCardBalance }) {
  return (
    <section aria-label="Balance of the card">
      <p class="dim">On card ·· {lastDigits}</p>
      <Amount class="total" value={{ amount: balance, currency }} />
      <p>
        {state === 'frozen' && <Badge tone="warn">Frozen: support can release it</Badge>}{' '}
        {expiresAt
          ? `Use it before ${formatDate(expiresAt)}.`
          : balance > 0
            ? 'It never expires.'
            : 'All of it is spent.'}
      </p>
    </section>
  )
}
