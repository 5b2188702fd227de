import type { Account, Brand, Consolidation, Failed, MyGiftCard } from '@ringfence/contract'
import {
  Amount,
  Banner,
  Button,
  Card,
  EmptyState,
  formatDate,
  formatMoney,
  online,
  ResultScreen,
  Skeleton,
} from '@ringfence/ui'
import { Check, Gift } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { useLocation, useSearchParams } from 'wouter-preact'
import { brand } from '../../brand.ts'
import { CardTile } from '../../parts/card-tile.tsx'
import { api } from '../../session.ts'
import { PageHead } from '../../shell/frame.tsx'
import { giftCards, holder, refreshWallet } from '../../wallet.ts'
import { cardAdvice } from './card-advice.ts'
import { expiriesOf } from './expiries.ts'
import './cards.css'

/** Moves whole gift cards into the balance, all that are chosen or none. */
export function ConsolidateScreen() {
  const [, navigate] = useLocation()
  const [account, rules, cards] = [holder.value?.account, brand.value, giftCards.value]
  return (
    <div class="narrow stack move">
      <PageHead
        title="Move to my balance"
        detail="One balance instead of many cards. Expiry dates stay as they are."
        onBack={() => navigate('/cards')}
      />
      {account && rules && cards ? <Choice {...{ account, rules }} cards={cards} /> : <Skeleton lines={8} />}
    </div>
  )
}

interface ChoiceProps {
  account: Account
  rules: Brand
  cards: readonly MyGiftCard[]
}

function Choice({ account, rules, cards }: ChoiceProps) {
  const [address] = useSearchParams()
  const only = address.get('card')
  const movable = cards.filter(card => card.state === 'active' && card.currency === account.currency)
  const [left, setLeft] = useState<readonly string[]>(
    only === null ? [] : movable.filter(card => card.id !== only).map(card => card.id),
  )
  const chosen = movable.filter(card => !left.includes(card.id))
  const amount = chosen.reduce((sum, card) => sum + card.balance, 0)
  const { currency } = account
  const isTooMuch = account.balance + account.held + amount > rules.balanceMaximum
  const { busy, failure, done, move } = useMove(account.id)

  if (movable.length === 0 && !done) return <NothingToMove />
  return (
    <>
      <Card title="Which cards?">
        <ul class="move__list" aria-label="Gift cards to move">
          {movable.map(card => (
            <CardToMove
              key={card.id}
              card={card}
              isChosen={chosen.includes(card)}
              isFaulty={isNamed(failure, chosen.indexOf(card))}
              onToggle={() => setLeft(left.includes(card.id) ? left.filter(id => id !== card.id) : [...left, card.id])}
            />
          ))}
        </ul>
      </Card>
      <Outlook account={account} chosen={chosen} amount={amount} />
      {isTooMuch && (
        <Banner tone="warn" title="That is more than your balance can hold">
          It can hold {formatMoney({ amount: rules.balanceMaximum, currency }, { fraction: 'trim' })}. Leave a card out.
        </Banner>
      )}
      {failure && <Refused failure={failure} />}
      <Button
        variant="primary"
        wide
        class="submit submit--sticky"
        loading={busy}
        disabled={amount === 0 || isTooMuch || !online.value}
        onClick={() => void move(chosen)}
      >
        {online.value ? `Move ${formatMoney({ amount, currency })}` : 'You are offline'}
      </Button>
      {done && <Moved done={done} />}
    </>
  )
}

function NothingToMove() {
  const [, navigate] = useLocation()
  return (
    <EmptyState
      title="Nothing to move"
      icon={<Gift size={26} />}
      action={<Button onClick={() => navigate('/cards/add')}>Add a gift card</Button>}
    >
      You have no gift card with money on it.
    </EmptyState>
  )
}

interface OutlookProps {
  account: Account
  chosen: readonly MyGiftCard[]
  /** What the chosen cards hold together, minor units. */
  amount: number
}

/** The balance as it will be, and what of it keeps which expiry. */
function Outlook({ account, chosen, amount }: OutlookProps) {
  const { currency, balance } = account
  return (
    <Card>
      <Sum label="Balance now" value={{ amount: balance, currency }} />
      <Sum label={chosen.length === 1 ? 'From 1 card' : `From ${chosen.length} cards`} value={{ amount, currency }} />
      <Sum label="Balance then" value={{ amount: balance + amount, currency }} isTotal />
      <ul class="move__keeps" aria-label="What expires when">
        {expiriesOf(chosen).map(part => (
          <li key={part.at}>
            <Amount value={{ amount: part.amount, currency }} />{' '}
            {part.at ? `keeps its expiry on ${formatDate(part.at)}` : 'does not expire'}
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Moved({ done }: { done: Consolidation }) {
  const [, navigate] = useLocation()
  return (
    <ResultScreen
      outcome="approved"
      title="Moved to your balance"
      amount={done}
      detail={`Your balance is ${formatMoney({ amount: done.balance, currency: done.currency })}`}
      onDismiss={() => navigate('/')}
      actions={
        <>
          <Button variant="primary" onClick={() => navigate('/')}>
            Done
          </Button>
          <Button onClick={() => navigate('/pay')}>Show pay code</Button>
        </>
      }
    />
  )
}

function useMove(accountId: string) {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failed>()
  const [done, setDone] = useState<Consolidation>()
  // Kept while an answer is missing: the same wish, sent again, moves the cards once.
  const [open, setOpen] = useState<{ what: string; key: string }>()

  async function move(chosen: readonly MyGiftCard[]): Promise<void> {
    const body = { cards: chosen.map(card => ({ giftCardId: card.id })) }
    const what = JSON.stringify(body)
    const wish = open?.what === what ? open : { what, key: crypto.randomUUID() }
    setOpen(wish)
    setBusy(true)
    setFailure(undefined)
    const answer = await api.consolidateMyGiftCards({ params: { id: accountId }, body, idempotencyKey: wish.key })
    if (answer.ok) setDone(answer.data)
    else {
      setFailure(answer)
      if (answer.code !== 'network' && answer.status < 500) setOpen(undefined)
    }
    void refreshWallet()
    setBusy(false)
  }

  return { busy, failure, done, move }
}

/** Whether the refusal points to this card: `/cards/2`. */
function isNamed(failure: Failed | undefined, index: number): boolean {
  return failure?.problem.pointers?.some(pointer => pointer.startsWith(`/cards/${index}`)) ?? false
}

function Refused({ failure }: { failure: Failed }) {
  const { title, detail } = cardAdvice(failure)
  return (
    <Banner tone="bad" title={title}>
      {detail} No card was moved.
    </Banner>
  )
}

function Sum({
  label,
  value,
  isTotal = false,
}: {
  label: string
  value: { amount: number; currency: string }
  isTotal?: boolean
}) {
  return (
    <p class={isTotal ? 'move__sum move__sum--total' : 'move__sum'}>
      <span>{label}</span>
      <Amount value={value} />
    </p>
  )
}

interface CardToMoveProps {
  card: MyGiftCard
  isChosen: boolean
  isFaulty: boolean
  onToggle: () => void
}

function CardToMove({ card, isChosen, isFaulty, onToggle }: CardToMoveProps) {
  return (
    <li>
      <label class="move__row">
        <input type="checkbox" class="visually-hidden" checked={isChosen} onChange={onToggle} />
        <span class="move__box" aria-hidden="true">
          <Check size={18} strokeWidth={3} />
        </span>
        <CardTile design={card.design} />
        <span class="move__text">
          <b>{card.fromName ? `From ${card.fromName}` : `Card ·· ${card.lastDigits}`}</b>
          <span class="move__detail">
            {isFaulty
              ? 'This one can’t be moved'
              : card.expiresAt
                ? `Until ${formatDate(card.expiresAt)}`
                : 'Does not expire'}
          </span>
        </span>
        <Amount value={{ amount: card.balance, currency: card.currency }} />
      </label>
    </li>
  )
}
