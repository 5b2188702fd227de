import type { PaymentMethod } from '@ringfence/contract'
import { Badge, Button, Card, EmptyState, Sheet, Skeleton, toast } from '@ringfence/ui'
import { CreditCard, Plus } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { adviceLine } from '../../advice.ts'
import { Failure } from '../../parts/failure.tsx'
import { goBack } from '../../parts/go-back.ts'
import { api } from '../../session.ts'
import { PageHead } from '../../shell/frame.tsx'
import { autoTopUp } from '../../wallet.ts'
import { AddMethodSheet } from './add-method-sheet.tsx'
import './methods.css'
import { useMethods } from './use-methods.ts'

/** The saved cards: which is used unless said otherwise, forgetting one, adding one. */
export function MethodsScreen() {
  const { query } = useMethods()
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<PaymentMethod>()
  const failure = query.data ? undefined : query.failure
  const cards = query.data?.data

  async function useByDefault(method: PaymentMethod): Promise<void> {
    const answer = await api.chooseMyPaymentMethod({ params: { id: method.id } })
    if (answer.ok) toast(`${method.label} is used from now on`)
    else toast(adviceLine(answer), { tone: 'bad' })
    query.reload()
  }

  return (
    <div class="narrow stack">
      <PageHead title="Payment cards" detail="They load money and buy gifts." onBack={() => goBack('/load')} />
      <Card>
        {failure && <Failure failure={failure} onRetry={query.reload} retrying={query.loading} what="Your cards" />}
        {!cards && !failure && <Skeleton lines={5} />}
        {cards?.length === 0 && (
          <EmptyState title="No card yet" icon={<CreditCard size={26} />}>
            Add one to load money and to send gifts.
          </EmptyState>
        )}
        <ul class="methods" aria-label="Saved cards">
          {cards?.map(method => (
            <Saved key={method.id} method={method} onDefault={useByDefault} onRemove={() => setRemoving(method)} />
          ))}
        </ul>
        {cards && (
          <Button wide icon={<Plus size={20} />} onClick={() => setAdding(true)}>
            Add a card
          </Button>
        )}
      </Card>
      {adding && (
        <AddMethodSheet
          onClose={() => setAdding(false)}
          onAdded={method => {
            setAdding(false)
            toast(`${method.label} is saved`)
            query.reload()
          }}
        />
      )}
      {removing && <Remove method={removing} onClose={() => setRemoving(undefined)} onRemoved={query.reload} />}
    </div>
  )
}

interface SavedProps {
  method: PaymentMethod
  onDefault: (method: PaymentMethod) => Promise<void>
  onRemove: () => void
}

function Saved({ method, onDefault, onRemove }: SavedProps) {
  const [busy, setBusy] = useState(false)
  return (
    <li class="methods__saved">
      <CreditCard size={22} aria-hidden="true" />
      <span class="methods__text">
        <b>{method.label}</b> {method.isDefault && <Badge tone="brand">Default</Badge>}
        <span class="methods__about">{method.about}</span>
      </span>
      <span class="methods__buttons">
        {!method.isDefault && (
          <Button
            variant="quiet"
            loading={busy}
            aria-label={`Use ${method.label} by default`}
            onClick={() => {
              setBusy(true)
              void onDefault(method).then(() => setBusy(false))
            }}
          >
            Use by default
          </Button>
        )}
        <Button variant="quiet" aria-label={`Remove ${method.label}`} onClick={onRemove}>
          Remove
        </Button>
      </span>
    </li>
  )
}

interface RemoveProps {
  method: PaymentMethod
  onClose: () => void
  onRemoved: () => void
}

function Remove({ method, onClose, onRemoved }: RemoveProps) {
  const [busy, setBusy] = useState(false)
  const isStanding = autoTopUp.value?.paymentMethodId === method.id

  async function remove(): Promise<void> {
    setBusy(true)
    const answer = await api.removeMyPaymentMethod({ params: { id: method.id } })
    // What is gone already is as good as removed.
    if (answer.ok || answer.code === 'not_found') toast(`${method.label} is forgotten`)
    else toast(adviceLine(answer), { tone: 'bad' })
    onRemoved()
    onClose()
  }

  return (
    <Sheet
      open
      onClose={onClose}
      title={`Remove ${method.label}?`}
      footer={
        <Button variant="danger" wide loading={busy} onClick={() => void remove()}>
          Remove
        </Button>
      }
    >
      <p>
        {isStanding
          ? 'Your auto top-up charges this card: it stops until you choose another.'
          : 'It loads no more. You can add it again at any time.'}
      </p>
    </Sheet>
  )
}
