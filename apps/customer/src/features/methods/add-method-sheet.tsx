import type { CardForm, PaymentMethod } from '@ringfence/contract'
import { Banner, Button, Sheet, Skeleton, useQuery } from '@ringfence/ui'
import { CreditCard } from 'lucide-preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { adviceLine } from '../../advice.ts'
import { Failure } from '../../parts/failure.tsx'
import { type CardElement, type Elements, openStripe, type Stripe } from '../../psp/stripe.ts'
import { api } from '../../session.ts'
import './methods.css'

interface AddMethodSheetProps {
  onClose: () => void
  onAdded: (method: PaymentMethod) => void
}

/** Saves a card. Its number goes to the payment provider's own form and never comes near us. */
export function AddMethodSheet({ onClose, onAdded }: AddMethodSheetProps) {
  const setup = useQuery('setup', signal => api.setUpMyPaymentMethod({ signal }))
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string>()

  async function save(token?: string): Promise<void> {
    if (!setup.data) return
    setBusy(true)
    setTrouble(undefined)
    const { setupId } = setup.data
    const answer = await api.addMyPaymentMethod({ body: { setupId, ...(token === undefined ? {} : { token }) } })
    setBusy(false)
    if (answer.ok) return onAdded(answer.data)
    setTrouble(adviceLine(answer))
    if (answer.code === 'not_found') setup.reload()
  }

  const form = setup.data?.form
  return (
    <Sheet open onClose={onClose} title="Add a card">
      {trouble && <Banner tone="bad">{trouble}</Banner>}
      {setup.failure && <Failure failure={setup.failure} onRetry={setup.reload} retrying={setup.loading} />}
      {!form && !setup.failure && <Skeleton lines={6} />}
      {form?.provider === 'sandbox' && <TestCards cards={form.cards} busy={busy} onChoose={save} />}
      {form?.provider === 'stripe' && <StripeForm form={form} busy={busy} onTrouble={setTrouble} onDone={save} />}
    </Sheet>
  )
}

interface TestCardsProps {
  cards: Extract<CardForm, { provider: 'sandbox' }>['cards']
  busy: boolean
  onChoose: (token: string) => Promise<void>
}

function TestCards({ cards, busy, onChoose }: TestCardsProps) {
  return (
    <>
      <p class="dim">Choose a test card. No real money moves.</p>
      <div class="methods">
        {cards.map(({ token, label, about }) => (
          <button
            key={token}
            type="button"
            class="methods__method"
            disabled={busy}
            onClick={() => void onChoose(token)}
          >
            <CreditCard size={22} aria-hidden="true" />
            <span class="methods__text">
              {label}
              <span class="methods__about">{about}</span>
            </span>
          </button>
        ))}
      </div>
    </>
  )
}

interface StripeFormProps {
  form: Extract<CardForm, { provider: 'stripe' }>
  busy: boolean
  onTrouble: (text: string | undefined) => void
  onDone: () => Promise<void>
}

function StripeForm({ form: { publishableKey, clientSecret }, busy, onTrouble, onDone }: StripeFormProps) {
  const place = useRef<HTMLDivElement>(null)
  const opened = useRef<{ stripe: Stripe; elements: Elements } | undefined>(undefined)
  const [state, setState] = useState<'loading' | 'ready' | 'confirming'>('loading')
  useEffect(() => {
    let field: CardElement | undefined
    let isGone = false
    openStripe(publishableKey)
      .then(stripe => {
        if (isGone || !place.current) return
        const elements = stripe.elements({ clientSecret })
        field = elements.create('payment')
        field.on('ready', () => setState('ready'))
        field.mount(place.current)
        opened.current = { stripe, elements }
      })
      .catch(() => onTrouble('The card form did not load. Check your connection and open it again.'))
    return () => {
      isGone = true
      field?.destroy()
    }
  }, [clientSecret])

  async function confirm(): Promise<void> {
    if (!opened.current) return
    setState('confirming')
    onTrouble(undefined)
    const { stripe, elements } = opened.current
    const { error } = await stripe.confirmSetup({ elements, redirect: 'if_required' })
    if (error) onTrouble(error.message ?? 'Your bank did not accept this card. Check it, or take another.')
    else await onDone()
    setState('ready')
  }

  return (
    <>
      <div ref={place} class="methods__form" />
      {state === 'loading' && <Skeleton lines={4} />}
      <Button
        variant="primary"
        wide
        disabled={state === 'loading'}
        loading={busy || state === 'confirming'}
        onClick={() => void confirm()}
      >
        Save card
      </Button>
    </>
  )
}
