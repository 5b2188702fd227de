import { Button, formatMoney, ResultScreen } from '@ringfence/ui'
import { useLocation } from 'wouter-preact'
import { autoTopUp, holder } from '../../wallet.ts'
import type { Outcome } from './intent.ts'

interface LoadResultProps {
  outcome: Extract<Outcome, { state: 'done' | 'pending' | 'declined' }>
  onAgain: () => void
}

export function LoadResult({ outcome: { state, load }, onAgain }: LoadResultProps) {
  const [, navigate] = useLocation()
  const home = () => navigate('/')
  if (state === 'declined') {
    return (
      <ResultScreen
        outcome="declined"
        title="Your card was declined"
        amount={load}
        detail={`${load.declineReason ?? 'The card network said no.'} Nothing was charged. Choose another card or amount.`}
        onDismiss={onAgain}
        actions={
          <>
            <Button variant="primary" onClick={onAgain}>
              Choose another card
            </Button>
            <Button onClick={home}>Not now</Button>
          </>
        }
      />
    )
  }
  const account = holder.value?.account
  const balance = account && formatMoney({ amount: account.balance, currency: account.currency })
  const recovered = load.recovered ?? 0
  const paidBack =
    recovered > 0 && `${formatMoney({ amount: recovered, currency: load.currency })} of it paid what you owed. `
  const detail =
    state === 'pending'
      ? 'Your card is being asked. The balance follows in a moment.'
      : balance && `${paidBack || ''}Your balance is ${balance}`
  return (
    <ResultScreen
      outcome="approved"
      title={state === 'pending' ? 'On its way' : 'Loaded'}
      amount={load}
      detail={detail}
      onDismiss={home}
      actions={
        <>
          <Button variant="primary" onClick={home}>
            Done
          </Button>
          {autoTopUp.value === null && <Button onClick={() => navigate('/load/auto')}>Auto top-up</Button>}
          <Button onClick={() => navigate('/pay')}>Show pay code</Button>
        </>
      }
    />
  )
}
