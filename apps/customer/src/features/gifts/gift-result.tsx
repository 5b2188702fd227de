import type { Gift } from '@ringfence/contract'
import { Button, ResultScreen } from '@ringfence/ui'
import { useLocation } from 'wouter-preact'
import { whatIsNext } from './gift-words.ts'

interface GiftResultProps {
  gift: Gift
  onAgain: () => void
}

export function GiftResult({ gift, onAgain }: GiftResultProps) {
  const [, navigate] = useLocation()
  const name = gift.recipient?.name ?? 'your friend'
  if (gift.status === 'failed') {
    return (
      <ResultScreen
        outcome="declined"
        title="Your card was declined"
        amount={gift}
        detail={`${whatIsNext(gift)} Choose another card.`}
        onDismiss={onAgain}
        actions={
          <>
            <Button variant="primary" onClick={onAgain}>
              Choose another card
            </Button>
            <Button onClick={() => navigate('/cards')}>Not now</Button>
          </>
        }
      />
    )
  }
  return (
    <ResultScreen
      outcome="approved"
      title={gift.status === 'pending' ? 'Your card is being asked' : `A gift for ${name}`}
      amount={gift}
      detail={whatIsNext(gift)}
      onDismiss={() => navigate(`/gifts/${gift.id}`)}
      actions={
        <>
          <Button variant="primary" onClick={() => navigate('/')}>
            Done
          </Button>
          <Button onClick={() => navigate(`/gifts/${gift.id}`)}>Follow it</Button>
        </>
      }
    />
  )
}
