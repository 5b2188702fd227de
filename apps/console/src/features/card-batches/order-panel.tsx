import type { CardBatch, CardDesign, OrderCardBatch } from '@ringfence/contract'
import { AmountInput, Banner, Button, Field, formatCount, SelectField } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { brand } from '../../brand.ts'
import { failureSentence } from '../../data/failure.ts'
import { useDeed } from '../../data/use-deed.ts'
import '../../parts/form.css'
import { SidePanel } from '../../parts/side-panel.tsx'
import { emptyOrder, type OrderDraft, orderBody, orderTroubles } from './order-draft.ts'

interface OrderPanelProps {
  designs: readonly CardDesign[]
  onClose: () => void
  onDone: (batch: CardBatch) => void
}

export function OrderPanel({ designs, onClose, onDone }: OrderPanelProps) {
  const { currency, balanceMaximum } = brand.value!
  const [draft, setDraft] = useState<OrderDraft>(() => emptyOrder(designs[0]?.id ?? '', balanceMaximum))
  const [hasTried, setTried] = useState(false)
  const deed = useDeed()
  const change = (part: Partial<OrderDraft>) => setDraft(old => ({ ...old, ...part }))
  const troubles = orderTroubles(draft)
  const shown = hasTried ? troubles : {}

  async function order(): Promise<void> {
    setTried(true)
    if (Object.keys(troubles).length > 0) return
    const body: OrderCardBatch = orderBody(draft, currency)
    await deed.run(body, idempotencyKey => api.orderCardBatch({ body, idempotencyKey }), onDone)
  }
  const count = Number.parseInt(draft.count, 10)
  return (
    <SidePanel
      title="Order cards"
      onClose={onClose}
      footer={
        <Button variant="primary" wide loading={deed.isBusy} onClick={order}>
          {troubles.count ? 'Order cards' : `Order ${formatCount(count)} ${count === 1 ? 'card' : 'cards'}`}
        </Button>
      }
    >
      <form
        class="form"
        onSubmit={event => {
          event.preventDefault()
          void order()
        }}
      >
        <p class="dim">A printed card is worth nothing until a till has sold it.</p>
        <Field
          label="Name"
          size="dense"
          hint="So that you know the batch again: where it lies, or what for."
          maxLength={60}
          value={draft.name}
          error={shown.name}
          onInput={event => change({ name: event.currentTarget.value })}
        />
        <Field
          label="Number of cards"
          size="dense"
          inputMode="numeric"
          value={draft.count}
          error={shown.count}
          onInput={event => change({ count: event.currentTarget.value })}
        />
        <SelectField
          label="Design"
          size="dense"
          options={designs.map(({ id, name }) => ({ value: id, label: name }))}
          value={draft.design}
          onChange={event => change({ design: event.currentTarget.value })}
        />
        <AmountInput
          label="A card holds at most"
          currency={currency}
          value={draft.ceiling}
          error={shown.ceiling}
          onInput={ceiling => change({ ceiling })}
        />
        <Field
          label="Months until it expires"
          size="dense"
          inputMode="numeric"
          hint="From the sale. Empty: it never expires."
          value={draft.validMonths}
          error={shown.validMonths}
          onInput={event => change({ validMonths: event.currentTarget.value })}
        />
        {deed.failure && <Banner tone="bad">{failureSentence(deed.failure)}</Banner>}
        <button type="submit" class="visually-hidden" tabIndex={-1} aria-hidden="true" />
      </form>
    </SidePanel>
  )
}
