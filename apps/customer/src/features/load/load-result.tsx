import { Button, formatMoney, ResultScreen } from '@ringfence/ui'
import { useLocation } from 'wouter-preact'
import { holder } from '../../wallet.ts'
import type { Outcome } from './intent.ts'

interface LoadResultProps {
  outcome: Extract<Outcome, { load: unknown }>
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
  const detail = state === 'pending' ? 'Your card is being asked. The balance follows in a moment.' : undefined
  return (
    <ResultScreen
      outcome="approved"
      title={state === 'pending' ? 'On its way' : 'Loaded'}
      amount={load}
      detail={detail ?? (balance && `Your balance is ${balance}`)}
      onDismiss={home}
      actions={
        <>
          <Button variant="primary" onClick={home}>
            Done
          </Button>
          <Button onClick={() => navigate('/pay')}>Show pay code</Button>
        </>
      }
    />
  )
}
