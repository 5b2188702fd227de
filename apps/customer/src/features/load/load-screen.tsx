import type { Account, Brand } from '@ringfence/contract'
import { Badge, Banner, Button, Card, formatMoney, List, ListRow, online, Skeleton } from '@ringfence/ui'
import { ChevronRight, RefreshCw } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { adviceFor } from '../../advice.ts'
import { brand } from '../../brand.ts'
import { AmountChoice } from '../../parts/amount-choice.tsx'
import { Challenge } from '../../psp/challenge.tsx'
import { PageHead } from '../../shell/frame.tsx'
import { autoTopUp, holder } from '../../wallet.ts'
import { ruleInShort } from '../auto-top-up/rule-words.ts'
import { MethodChoice } from '../methods/method-choice.tsx'
import { useMethods } from '../methods/use-methods.ts'
import type { LoadIntent, Outcome } from './intent.ts'
import { LoadResult } from './load-result.tsx'
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
  const room = Math.max(0, rules.balanceMaximum - account.balance - account.held)
  const [amount, setAmount] = useState(rules.loadPresets.find(preset => preset <= room) ?? 0)
  const { open, busy, outcome, send, lookAgain, clearOutcome } = useLoad(account.id)
  const methods = useMethods()
  const { chosen } = methods
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
            {...{ currency, amount }}
            minimum={rules.loadMinimum}
            maximum={room}
            onChoose={setAmount}
            trouble={amount === 0 ? undefined : trouble}
          />
          <MethodChoice methods={methods} />
          <Standing />
          {outcome?.state === 'refused' && <Banner tone="bad" {...words(outcome)} />}
          <Button
            type="submit"
            variant="primary"
            wide
            class="submit submit--sticky"
            loading={busy}
            disabled={trouble !== undefined || chosen === undefined || !online.value}
          >
            {online.value ? `Load ${formatMoney({ amount, currency })}` : 'You are offline'}
          </Button>
        </form>
      )}
      {outcome?.state === 'challenge' && (
        <Challenge
          action={outcome.action}
          amount={outcome.load}
          onAnswered={() => lookAgain(outcome.load)}
          onClose={clearOutcome}
        />
      )}
      {outcome && 'load' in outcome && outcome.state !== 'challenge' && (
        <LoadResult outcome={outcome} onAgain={clearOutcome} />
      )}
    </>
  )
}

/** The standing rule, or that there could be one. */
function Standing() {
  const [, navigate] = useLocation()
  const rule = autoTopUp.value
  const hasStopped = rule?.status === 'off' || rule?.status === 'needsYou'
  return (
    <Card>
      <List>
        <ListRow
          icon={<RefreshCw aria-hidden="true" />}
          title={rule ? ruleInShort(rule) : 'Auto top-up'}
          detail={rule ? (rule.reasonText ?? 'On') : 'Load by itself: when your balance is low, or on a day.'}
          tone={hasStopped ? 'bad' : 'plain'}
          end={hasStopped ? <Badge tone="bad">Off</Badge> : <ChevronRight size={18} aria-hidden="true" />}
          onClick={() => navigate('/load/auto', { state: { isWithin: true } })}
        />
      </List>
    </Card>
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
      <Button variant="primary" wide class="submit submit--sticky" disabled={!online.value} onClick={onRetry}>
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
