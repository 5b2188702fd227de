import type { PaymentAction } from '@ringfence/contract'
import { Banner, Button, formatMoney, type Money, Sheet, Skeleton } from '@ringfence/ui'
import { useEffect, useState } from 'preact/hooks'
import { adviceLine } from '../advice.ts'
import { publicApi } from '../session.ts'
import { openStripe } from './stripe.ts'

interface ChallengeProps {
  action: PaymentAction
  amount: Money
  /** The customer has answered the bank, in whatever way: look how the payment stands. */
  onAnswered: () => Promise<void>
  onClose: () => void
}

/** The bank asks its customer to confirm a payment (3-D Secure). */
export function Challenge({ action, amount, onAnswered, onClose }: ChallengeProps) {
  return (
    <Sheet open onClose={onClose} title="Confirm with your bank">
      {action.provider === 'sandbox' ? (
        <SandboxBank challengeId={action.challengeId} amount={amount} onAnswered={onAnswered} />
      ) : (
        <StripeBank action={action} onAnswered={onAnswered} />
      )}
    </Sheet>
  )
}

interface SandboxBankProps {
  challengeId: string
  amount: Money
  onAnswered: () => Promise<void>
}

function SandboxBank({ challengeId, amount, onAnswered }: SandboxBankProps) {
  const [busy, setBusy] = useState<'approve' | 'refuse'>()
  const [trouble, setTrouble] = useState<string>()

  async function answer(approve: boolean): Promise<void> {
    setBusy(approve ? 'approve' : 'refuse')
    setTrouble(undefined)
    const told = await publicApi.tellSandboxPsp({ body: { type: 'answerChallenge', challengeId, approve } })
    if (told.ok) await onAnswered()
    else setTrouble(adviceLine(told))
    setBusy(undefined)
  }

  return (
    <>
      <p>
        This is the sandbox’s bank. Did you ask to pay <b class="num">{formatMoney(amount)}</b>?
      </p>
      {trouble && <Banner tone="bad">{trouble}</Banner>}
      <Button
        variant="primary"
        wide
        loading={busy === 'approve'}
        disabled={busy !== undefined}
        onClick={() => void answer(true)}
      >
        Yes, it was me
      </Button>
      <Button wide loading={busy === 'refuse'} disabled={busy !== undefined} onClick={() => void answer(false)}>
        No, refuse it
      </Button>
    </>
  )
}

interface StripeBankProps {
  action: Extract<PaymentAction, { provider: 'stripe' }>
  onAnswered: () => Promise<void>
}

/** Stripe opens the bank's own page over this one. */
function StripeBank({ action: { publishableKey, clientSecret }, onAnswered }: StripeBankProps) {
  const [tries, setTries] = useState(0)
  const [trouble, setTrouble] = useState(false)
  useEffect(() => {
    let isGone = false
    setTrouble(false)
    openStripe(publishableKey)
      .then(stripe => stripe.handleNextAction({ clientSecret }))
      // Also after a refusal: our server asks Stripe how it stands.
      .then(() => (isGone ? undefined : onAnswered()))
      .catch(() => setTrouble(true))
    return () => {
      isGone = true
    }
  }, [clientSecret, tries])
  if (!trouble) return <Skeleton lines={3} />
  return (
    <>
      <Banner tone="bad" title="Your bank’s page did not open.">
        Check your connection and try again.
      </Banner>
      <Button wide onClick={() => setTries(tries + 1)}>
        Try again
      </Button>
    </>
  )
}
