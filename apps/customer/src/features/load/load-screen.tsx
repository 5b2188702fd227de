import type { Account, Brand } from '@ringfence/contract'
import { Banner, Button, formatMoney, online, Skeleton, useQuery } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { adviceFor } from '../../advice.ts'
import { brand } from '../../brand.ts'
import { api } from '../../session.ts'
import { PageHead } from '../../shell/frame.tsx'
import { holder } from '../../wallet.ts'
import { AmountChoice } from './amount-choice.tsx'
import type { LoadIntent, Outcome } from './intent.ts'
import { LoadResult } from './load-result.tsx'
import './load.css'
import { MethodChoice } from './method-choice.tsx'
import { useLoad } from './use-load.ts'

export function LoadScreen() {
  const [, navigate] = useLocation()
  const [account, rules] = [holder.value?.account, brand.value]
  return (
    <div class="narrow stack">
      <PageHead title="Load money" onBack={() => navigate('/')} />
      {account && rules ? <LoadForm key={account.id} account={account} rules={rules} /> : <Skeleton lines={6} />}
    </div>
  )
}

function LoadForm({ account, rules }: { account: Account; rules: Brand }) {
  const { currency } = account
  const room = Math.max(0, rules.balanceMaximum - account.balance)
  const [amount, setAmount] = useState(rules.loadPresets.find(preset => preset <= room) ?? 0)
  const [methodId, setMethodId] = useState<string>()
  const { open, busy, outcome, send, clearOutcome } = useLoad(account.id)
  const methods = useQuery('methods', signal => api.listMyPaymentMethods({ signal }))
  const chosen = methodId ?? methods.data?.data[0]?.id
  const trouble = amountTrouble(amount, rules, room, currency)
  const pay = () => {
    if (chosen === undefined) return
    void send({ key: crypto.randomUUID(), amount, currency, methodId: chosen })
  }

  return (
    <>
      {open && !busy ? (
        <Unfinished intent={open} outcome={outcome} onRetry={() => void send(open)} />
      ) : (
        <form
          class="stack"
          onSubmit={event => {
            event.preventDefault()
            pay()
          }}
        >
          <AmountChoice
            presets={rules.loadPresets}
            {...{ currency, amount, room }}
            minimum={rules.loadMinimum}
            onChoose={setAmount}
            trouble={amount === 0 ? undefined : trouble}
          />
          <MethodChoice methods={methods} chosen={chosen} onChoose={setMethodId} />
          {outcome?.state === 'refused' && <Banner tone="bad" {...words(outcome)} />}
          <Button
            type="submit"
            variant="primary"
            wide
            class="load__pay"
            loading={busy}
            disabled={trouble !== undefined || chosen === undefined || !online.value}
          >
            {online.value ? `Load ${formatMoney({ amount, currency })}` : 'You are offline'}
          </Button>
        </form>
      )}
      {outcome && 'load' in outcome && <LoadResult outcome={outcome} onAgain={clearOutcome} />}
    </>
  )
}

function words({ failure }: Extract<Outcome, { failure: unknown }>) {
  const { title, detail } = adviceFor(failure)
  return { title, children: detail }
}

/** Nothing else can be loaded until this one is known: that is what keeps it from being charged twice. */
function Unfinished(props: { intent: LoadIntent; outcome: Outcome | undefined; onRetry: () => void }) {
  const { intent, outcome, onRetry } = props
  return (
    <div class="stack">
      <Banner tone="warn" title={`Your load of ${formatMoney(intent)} is not confirmed`}>
        {outcome?.state === 'unknown' ? `${adviceFor(outcome.failure).title} ` : ''}
        Try again: your card is charged once at most, however often you try.
      </Banner>
      <Button variant="primary" wide class="load__pay" disabled={!online.value} onClick={onRetry}>
        {online.value ? 'Try again' : 'You are offline'}
      </Button>
    </div>
  )
}

function amountTrouble(amount: number, rules: Brand, room: number, currency: string): string | undefined {
  const money = (minor: number) => formatMoney({ amount: minor, currency }, { fraction: 'trim' })
  if (amount < rules.loadMinimum) return `Load at least ${money(rules.loadMinimum)}.`
  if (amount <= room) return undefined
  return room < rules.loadMinimum
    ? `Your balance is at its limit of ${money(rules.balanceMaximum)}. Spend some of it first.`
    : `Load at most ${money(room)}: your balance can hold ${money(rules.balanceMaximum)}.`
}
