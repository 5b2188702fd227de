import { type Account, type Brand, type Gift, giftDeliveryDaysMax, giftMessageMax } from '@ringfence/contract'
import { Banner, Button, Card, Field, formatMoney, online, Segmented, Skeleton, TextField } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { brand } from '../../brand.ts'
import { nowMs } from '../../clock.ts'
import { AmountChoice } from '../../parts/amount-choice.tsx'
import { Challenge } from '../../psp/challenge.tsx'
import { PageHead } from '../../shell/frame.tsx'
import { designs, holder } from '../../wallet.ts'
import { DesignChoice } from '../cards/design-choice.tsx'
import { MethodChoice } from '../methods/method-choice.tsx'
import { useMethods } from '../methods/use-methods.ts'
import { dayAfter } from './delivery.ts'
import { GiftResult } from './gift-result.tsx'
import { GiftFace } from './gift-screen.tsx'
import './gifts.css'
import { type Draft, troublesOf, wishOf } from './draft.ts'
import { type SendOutcome, useSending } from './use-sending.ts'

export function SendGiftScreen() {
  const [, navigate] = useLocation()
  const [current, rules] = [holder.value, brand.value]
  return (
    <div class="gift-form stack">
      <PageHead title="Send a gift" detail="It arrives by e-mail." onBack={() => navigate('/cards')} />
      {current && rules ? (
        <GiftForm key={current.account.id} account={current.account} firstName={current.me.firstName} rules={rules} />
      ) : (
        <Skeleton lines={10} />
      )}
    </div>
  )
}

interface GiftFormProps {
  account: Account
  firstName: string
  rules: Brand
}

function GiftForm({ account, firstName, rules }: GiftFormProps) {
  const { currency } = account
  const [draft, setDraft] = useState(() => blank(firstName, rules))
  const [isTried, setTried] = useState(false)
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  const methods = useMethods()
  const { busy, outcome, send, lookAgain, clear } = useSending()
  const all = troublesOf(draft, rules.gifts, currency, nowMs())
  const troubles = isTried ? all : {}
  const { chosen } = methods

  function submit(): void {
    setTried(true)
    if (chosen === undefined || Object.values(all).some(Boolean)) return
    void send(wishOf(draft, currency, chosen))
  }

  if (outcome?.state === 'unknown') {
    return <Unfinished outcome={outcome} busy={busy} onRetry={() => void send(outcome.body)} />
  }
  if (outcome?.state === 'bought') return <Bought gift={outcome.gift} onAnswered={lookAgain} onAgain={clear} />
  return (
    <form
      class="stack"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        submit()
      }}
    >
      <div class="gift-form__columns stack">
        <Face
          draft={draft}
          rules={rules}
          currency={currency}
          trouble={draft.amount === 0 && !isTried ? undefined : all.amount}
          onChange={change}
        />
        <div class="stack">
          <Recipient draft={draft} troubles={troubles} onChange={change} />
          <When draft={draft} trouble={all.when} onChange={change} />
          <MethodChoice methods={methods} title="Pay with" />
        </div>
      </div>
      {outcome?.state === 'refused' && (
        <Banner tone="bad" title={outcome.advice.title}>
          {outcome.advice.detail}
        </Banner>
      )}
      {isTried && Object.values(all).some(Boolean) && (
        <p class="trouble" role="alert">
          Something is missing above: look at what is marked.
        </p>
      )}
      <Button
        type="submit"
        variant="primary"
        wide
        class="submit"
        loading={busy}
        disabled={chosen === undefined || !online.value}
      >
        {online.value ? `Pay ${formatMoney({ amount: draft.amount, currency })}` : 'You are offline'}
      </Button>
    </form>
  )
}

function blank(firstName: string, { gifts }: Brand): Draft {
  return {
    design: designs.peek()[0]?.id ?? 'classic',
    amount: gifts.presets[1] ?? gifts.amountMinimum,
    name: '',
    email: '',
    fromName: firstName,
    message: '',
    when: 'now',
    day: dayAfter(nowMs(), 1),
    time: '09:00',
  }
}

interface BoughtProps {
  gift: Gift
  onAnswered: (gift: Gift) => Promise<void>
  onAgain: () => void
}

function Bought({ gift, onAnswered, onAgain }: BoughtProps) {
  if (!gift.action) return <GiftResult gift={gift} onAgain={onAgain} />
  return (
    <>
      <GiftFace gift={gift} />
      <Challenge action={gift.action} amount={gift} onAnswered={() => onAnswered(gift)} onClose={onAgain} />
    </>
  )
}

interface UnfinishedProps {
  outcome: Extract<SendOutcome, { state: 'unknown' }>
  busy: boolean
  onRetry: () => void
}

/** Nothing else can be bought here until this one is known: that is what keeps it from being paid twice. */
function Unfinished({ outcome: { advice, body }, busy, onRetry }: UnfinishedProps) {
  return (
    <>
      <Banner tone="warn" title={`Your gift of ${formatMoney(body)} is not confirmed`}>
        {advice.title} Try again: your card is charged once at most, however often you try.
      </Banner>
      <Button variant="primary" wide class="submit" loading={busy} disabled={!online.value} onClick={onRetry}>
        {online.value ? 'Try again' : 'You are offline'}
      </Button>
    </>
  )
}

interface FaceProps extends PartProps {
  rules: Brand
  currency: string
  trouble: string | undefined
}

/** How it looks and what it is worth. */
function Face({ draft, rules: { gifts }, currency, trouble, onChange }: FaceProps) {
  const { design, amount } = draft
  const name = draft.name.trim()
  return (
    <div class="stack">
      <GiftFace gift={{ design, amount, currency, recipient: name ? { name, email: '' } : null }} />
      <Card title="Design">
        <DesignChoice chosen={design} onChoose={chosen => onChange({ design: chosen })} />
      </Card>
      <AmountChoice
        presets={gifts.presets}
        {...{ currency, amount, trouble }}
        minimum={gifts.amountMinimum}
        maximum={gifts.amountMaximum}
        onChoose={chosen => onChange({ amount: chosen })}
      />
    </div>
  )
}

interface PartProps {
  draft: Draft
  onChange: (part: Partial<Draft>) => void
}

function Recipient({ draft, troubles, onChange }: PartProps & { troubles: ReturnType<typeof troublesOf> }) {
  return (
    <Card title="Who is it for?">
      <div class="gift-form__fields">
        <Field
          label="Their name"
          value={draft.name}
          error={troubles.name}
          onInput={event => onChange({ name: event.currentTarget.value })}
          autoComplete="off"
          maxLength={60}
        />
        <Field
          label="Their e-mail"
          type="email"
          inputMode="email"
          value={draft.email}
          error={troubles.email}
          onInput={event => onChange({ email: event.currentTarget.value })}
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
          maxLength={254}
        />
        <TextField
          label="Message"
          value={draft.message}
          error={troubles.message}
          hint={
            <span class="gift-form__count num">
              {draft.message.length} of {giftMessageMax}
            </span>
          }
          onInput={event => onChange({ message: event.currentTarget.value })}
          rows={4}
          maxLength={giftMessageMax}
        />
        <Field
          label="From"
          value={draft.fromName}
          error={troubles.fromName}
          onInput={event => onChange({ fromName: event.currentTarget.value })}
          autoComplete="given-name"
          maxLength={60}
        />
      </div>
    </Card>
  )
}

const times: { id: Draft['when']; label: string }[] = [
  { id: 'now', label: 'Now' },
  { id: 'later', label: 'On a day' },
]

function When({ draft, trouble, onChange }: PartProps & { trouble: string | undefined }) {
  return (
    <Card title="When is it mailed?">
      <Segmented label="When" items={times} value={draft.when} onChange={when => onChange({ when })} />
      {draft.when === 'later' && (
        <div class="gift-form__day">
          <Field
            label="Day"
            type="date"
            value={draft.day}
            error={trouble}
            min={dayAfter(nowMs(), 0)}
            max={dayAfter(nowMs(), giftDeliveryDaysMax - 1)}
            onInput={event => onChange({ day: event.currentTarget.value })}
          />
          <Field
            label="Time"
            type="time"
            value={draft.time}
            onInput={event => onChange({ time: event.currentTarget.value })}
          />
        </div>
      )}
    </Card>
  )
}
