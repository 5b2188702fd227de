import { type Account, type Brand, giftDeliveryDaysMax, giftMessageMax } from '@ringfence/contract'
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
import { dayAfter, instantOf } from './delivery.ts'
import { GiftResult } from './gift-result.tsx'
import { GiftFace } from './gift-screen.tsx'
import './gifts.css'
import { type Draft, troublesOf } from './draft.ts'
import { useSending } from './use-sending.ts'

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
  const [draft, setDraft] = useState<Draft>(() => ({
    design: designs.peek()[0]?.id ?? 'classic',
    amount: rules.gifts.presets[1] ?? rules.gifts.amountMinimum,
    name: '',
    email: '',
    fromName: firstName,
    message: '',
    when: 'now',
    day: dayAfter(nowMs(), 1),
    time: '09:00',
  }))
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
    const deliverAt = draft.when === 'later' ? instantOf(draft) : undefined
    void send({
      amount: draft.amount,
      currency,
      design: draft.design,
      ...(draft.message.trim() ? { message: draft.message.trim() } : {}),
      ...(draft.fromName.trim() ? { fromName: draft.fromName.trim() } : {}),
      recipient: { name: draft.name.trim(), email: draft.email.trim() },
      ...(deliverAt ? { deliverAt } : {}),
      tender: { type: 'card', paymentMethodId: chosen },
    })
  }

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
        <div class="stack">
          <GiftFace
            gift={{
              design: draft.design,
              amount: draft.amount,
              currency,
              recipient: draft.name.trim() ? { name: draft.name.trim(), email: '' } : null,
            }}
          />
          <Card title="Design">
            <DesignChoice chosen={draft.design} onChoose={design => change({ design })} />
          </Card>
          <AmountChoice
            presets={rules.gifts.presets}
            {...{ currency }}
            amount={draft.amount}
            minimum={rules.gifts.amountMinimum}
            maximum={rules.gifts.amountMaximum}
            onChoose={amount => change({ amount })}
            trouble={draft.amount === 0 && !isTried ? undefined : all.amount}
          />
        </div>
        <div class="stack">
          <Recipient draft={draft} troubles={troubles} onChange={change} />
          <When draft={draft} trouble={all.when} onChange={change} />
          <MethodChoice methods={methods} title="Pay with" />
        </div>
      </div>
      {outcome?.state === 'failed' && (
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
      {outcome?.state === 'bought' && outcome.gift.action && (
        <Challenge
          action={outcome.gift.action}
          amount={outcome.gift}
          onAnswered={() => lookAgain(outcome.gift)}
          onClose={clear}
        />
      )}
      {outcome?.state === 'bought' && !outcome.gift.action && <GiftResult gift={outcome.gift} onAgain={clear} />}
    </form>
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
