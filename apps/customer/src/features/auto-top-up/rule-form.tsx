import { type Account, type AutoTopUp, type AutoTopUpTrigger, type Brand, weekdays } from '@ringfence/contract'
import { Banner, Button, Card, formatMoney, online, Segmented, SelectField, Sheet, toast } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { adviceFor, adviceLine } from '../../advice.ts'
import { AmountChoice } from '../../parts/amount-choice.tsx'
import { api } from '../../session.ts'
import { refreshWallet } from '../../wallet.ts'
import { MethodChoice } from '../methods/method-choice.tsx'
import { useMethods } from '../methods/use-methods.ts'
import { weekdayName } from './rule-words.ts'
import { ThresholdChoice } from './threshold-choice.tsx'

interface RuleFormProps {
  account: Account
  rules: Brand
  rule: AutoTopUp | null
  onSaved: () => void
}

const kinds: { id: AutoTopUpTrigger['type']; label: string }[] = [
  { id: 'threshold', label: 'When low' },
  { id: 'weekly', label: 'Weekly' },
  { id: 'monthly', label: 'Monthly' },
]
const defaultThreshold = 1_000

export function RuleForm({ account, rules, rule, onSaved }: RuleFormProps) {
  const { currency } = account
  const [amount, setAmount] = useState(rule?.amount ?? rules.loadPresets[1] ?? rules.loadMinimum)
  const [trigger, setTrigger] = useState<AutoTopUpTrigger>(
    rule?.trigger ?? { type: 'threshold', threshold: defaultThreshold },
  )
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<ReturnType<typeof adviceFor>>()
  const methods = useMethods(rule?.paymentMethodId)
  const { chosen } = methods
  const amountTrouble = amountTroubleOf(amount, rules, currency)
  const isSet = trigger.type !== 'threshold' || trigger.threshold > 0

  async function save(): Promise<void> {
    if (chosen === undefined) return
    setBusy(true)
    setTrouble(undefined)
    const body = { amount, trigger, paymentMethodId: chosen }
    const answer = await api.putMyAutoTopUp({ params: { id: account.id }, body })
    setBusy(false)
    if (!answer.ok) return setTrouble(adviceFor(answer))
    toast(rule ? 'Auto top-up is saved' : 'Auto top-up is on')
    void refreshWallet()
    onSaved()
  }

  return (
    <form
      class="stack"
      onSubmit={event => {
        event.preventDefault()
        void save()
      }}
    >
      <When rule={rule} trigger={trigger} currency={currency} onChange={setTrigger} />
      <AmountChoice
        title="How much each time?"
        presets={rules.loadPresets}
        {...{ currency, amount }}
        minimum={rules.loadMinimum}
        maximum={rules.balanceMaximum}
        onChoose={setAmount}
        trouble={amount === 0 ? undefined : amountTrouble}
      />
      <MethodChoice methods={methods} />
      {trouble && (
        <Banner tone="bad" title={trouble.title}>
          {trouble.detail}
        </Banner>
      )}
      <Button
        type="submit"
        variant="primary"
        wide
        class="submit submit--sticky"
        loading={busy}
        disabled={amountTrouble !== undefined || !isSet || chosen === undefined || !online.value}
      >
        {online.value ? labelOf(rule) : 'You are offline'}
      </Button>
      {rule && <Stop accountId={account.id} onStopped={onSaved} />}
    </form>
  )
}

interface WhenProps extends TriggerDetailProps {
  rule: AutoTopUp | null
}

function When({ rule, trigger, currency, onChange }: WhenProps) {
  return (
    <Card title="When?">
      <Segmented
        label="When"
        items={kinds}
        value={trigger.type}
        onChange={type => onChange(startOf(type, rule?.trigger))}
      />
      <div class="auto__trigger">
        <TriggerDetail trigger={trigger} currency={currency} onChange={onChange} />
      </div>
      {!rule && <p class="faint auto__limits">You are told before the first charge and after each one.</p>}
    </Card>
  )
}

function labelOf(rule: AutoTopUp | null): string {
  if (!rule) return 'Switch on'
  return rule.status === 'off' || rule.status === 'needsYou' ? 'Save and start again' : 'Save'
}

function startOf(type: AutoTopUpTrigger['type'], saved: AutoTopUpTrigger | undefined): AutoTopUpTrigger {
  if (saved?.type === type) return saved
  if (type === 'threshold') return { type, threshold: defaultThreshold }
  return type === 'weekly' ? { type, weekday: 'monday' } : { type, day: 1 }
}

function amountTroubleOf(amount: number, rules: Brand, currency: string): string | undefined {
  const money = (minor: number) => formatMoney({ amount: minor, currency }, { fraction: 'trim' })
  if (amount < rules.loadMinimum) return `Load at least ${money(rules.loadMinimum)} each time.`
  return amount > rules.balanceMaximum ? `Your balance can hold ${money(rules.balanceMaximum)}.` : undefined
}

interface TriggerDetailProps {
  trigger: AutoTopUpTrigger
  currency: string
  onChange: (trigger: AutoTopUpTrigger) => void
}

const days = Array.from({ length: 31 }, (_, i) => ({ value: `${i + 1}`, label: `${i + 1}` }))

function TriggerDetail({ trigger, currency, onChange }: TriggerDetailProps) {
  if (trigger.type === 'threshold') {
    return (
      <ThresholdChoice
        threshold={trigger.threshold}
        currency={currency}
        onChoose={threshold => onChange({ type: 'threshold', threshold })}
      />
    )
  }
  if (trigger.type === 'weekly') {
    return (
      <SelectField
        label="Every"
        options={weekdays.map(day => ({ value: day, label: weekdayName(day) }))}
        value={trigger.weekday}
        onChange={event => {
          const weekday = weekdays.find(day => day === event.currentTarget.value)
          if (weekday) onChange({ type: 'weekly', weekday })
        }}
      />
    )
  }
  return (
    <SelectField
      label="Day of the month"
      options={days}
      value={`${trigger.day}`}
      hint={trigger.day > 28 ? 'In a shorter month on its last day.' : undefined}
      onChange={event => onChange({ type: 'monthly', day: Number.parseInt(event.currentTarget.value, 10) })}
    />
  )
}

/** Asks once; the rule can be set again at any time. */
function Stop({ accountId, onStopped }: { accountId: string; onStopped: () => void }) {
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)

  async function stop(): Promise<void> {
    setBusy(true)
    const answer = await api.removeMyAutoTopUp({ params: { id: accountId } })
    if (answer.ok || answer.code === 'not_found') toast('Auto top-up has stopped')
    else toast(adviceLine(answer), { tone: 'bad' })
    setAsking(false)
    setBusy(false)
    void refreshWallet()
    onStopped()
  }

  return (
    <>
      <Button wide variant="danger" onClick={() => setAsking(true)}>
        Stop auto top-up
      </Button>
      <Sheet
        open={asking}
        onClose={() => setAsking(false)}
        title="Stop auto top-up?"
        footer={
          <Button variant="danger" wide loading={busy} onClick={() => void stop()}>
            Stop it
          </Button>
        }
      >
        <p>Your balance is no longer loaded by itself. A charge that is under way still comes in.</p>
      </Sheet>
    </>
  )
}
