import { Button, Field, formatMoney, Sheet, toast } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { adviceFor } from '../../advice.ts'
import { ask } from '../../remote.ts'
import { api, work } from '../../session.ts'
import { forwardKept } from './forward.ts'
import { queue } from './kept.ts'

/** The store manager, at the till: allow it, with limits, or stop it. */
export function OfflineRuleForm() {
  const { permit } = queue.value
  const [isOpen, setOpen] = useState(false)
  if (!permit) return null
  return (
    <>
      <Button size="till" wide onClick={() => setOpen(true)}>
        {permit.enabled ? 'Change or stop' : 'Allow offline payments'}
      </Button>
      <Sheet open={isOpen} onClose={() => setOpen(false)} title="Offline payments">
        <RuleFields onDone={() => setOpen(false)} />
      </Sheet>
    </>
  )
}

/** Whole units of the currency are fine enough for a limit. */
const unitsOf = (minor: number) => String(Math.floor(minor / 100))
const minorOf = (units: string) => Number.parseInt(units, 10) * 100

function RuleFields({ onDone }: { onDone: () => void }) {
  const { limits, enabled, currency } = queue.value.permit!
  const [perAccount, setPerAccount] = useState(unitsOf(limits.perAccount))
  const [terminalSum, setTerminalSum] = useState(unitsOf(limits.terminalSum))
  const [count, setCount] = useState(String(limits.terminalCount))
  const [isSending, setSending] = useState(false)
  const wanted = {
    ...limits,
    perAccount: minorOf(perAccount),
    terminalSum: minorOf(terminalSum),
    terminalCount: Number.parseInt(count, 10),
  }
  const fits = wanted.perAccount > 0 && wanted.terminalSum > 0 && wanted.terminalCount > 0
  const put = async (isAllowed: boolean) => {
    setSending(true)
    const params = { id: work.value!.terminal.id }
    const answer = await ask(() =>
      api.putOfflineRule({ params, body: { enabled: isAllowed, limits: isAllowed ? wanted : limits } }),
    )
    setSending(false)
    if (!answer.ok) return toast(adviceFor(answer.code, answer.problem).title, { tone: 'bad' })
    await forwardKept()
    return onDone()
  }
  return (
    <>
      <p>
        Without a network codes can’t be checked. What turns out not to be covered is the store’s loss: at most{' '}
        {fits ? formatMoney({ amount: wanted.terminalSum, currency }) : 'the limit'} a day at this till.
      </p>
      <Amount label={`Most for one customer (${currency})`} value={perAccount} onChange={setPerAccount} />
      <Amount label={`Most at this till in a day (${currency})`} value={terminalSum} onChange={setTerminalSum} />
      <Amount label="Most payments at this till in a day" value={count} onChange={setCount} />
      <Button size="till" variant="primary" wide disabled={!fits} loading={isSending} onClick={() => void put(true)}>
        {enabled ? 'Change limits' : 'Allow, at our own risk'}
      </Button>
      {enabled && (
        <Button size="till" variant="danger" wide loading={isSending} onClick={() => void put(false)}>
          Stop offline payments
        </Button>
      )}
    </>
  )
}

interface AmountProps {
  label: string
  value: string
  onChange: (value: string) => void
}

function Amount({ label, value, onChange }: AmountProps) {
  return (
    <Field
      label={label}
      size="till"
      inputMode="numeric"
      maxLength={6}
      autoComplete="off"
      value={value}
      onInput={event => onChange(event.currentTarget.value.replace(/\D/g, ''))}
    />
  )
}
