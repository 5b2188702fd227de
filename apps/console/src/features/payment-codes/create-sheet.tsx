import type { CreatePaymentCode, PaymentCode, Store } from '@ringfence/contract'
import { AmountInput, Banner, Button, Field, Segmented, Sheet } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { failureSentence } from '../../data/failure.ts'
import { useDeed } from '../../data/use-deed.ts'
import '../../parts/confirm-sheet.css'

interface CreateSheetProps {
  open: boolean
  store: Store
  onClose: () => void
  onMade: (code: PaymentCode) => void
}

export function CreateSheet({ open, store, onClose, onMade }: CreateSheetProps) {
  return (
    <Sheet open={open} onClose={onClose} title="Make a code to print">
      <CreateForm store={store} onMade={onMade} />
    </Sheet>
  )
}

const examples = { table: 'Table 4', machine: 'Coffee machine, lobby', invoice: 'Invoice 2026-117' } as const

function CreateForm({ store, onMade }: Pick<CreateSheetProps, 'store' | 'onMade'>) {
  const [kind, setKind] = useState<CreatePaymentCode['kind']>('table')
  const [label, setLabel] = useState('')
  const [amount, setAmount] = useState(0)
  const { run, isBusy, failure } = useDeed()
  const send = (body: CreatePaymentCode) =>
    run(body, idempotencyKey => api.createPaymentCode({ params: { id: store.id }, body, idempotencyKey }), onMade)
  const needsAmount = kind === 'invoice' && amount === 0
  return (
    <form
      class="sheet-form"
      onSubmit={event => {
        event.preventDefault()
        if (label.trim() === '' || needsAmount) return
        void send({ kind, label: label.trim(), currency: store.currency, ...(amount > 0 ? { amount } : {}) })
      }}
    >
      <Segmented
        label="What it is for"
        size="dense"
        items={[
          { id: 'table' as const, label: 'Table' },
          { id: 'machine' as const, label: 'Machine' },
          { id: 'invoice' as const, label: 'Invoice' },
        ]}
        value={kind}
        onChange={setKind}
      />
      <Field
        label="Label"
        hint="The customer sees it before paying."
        placeholder={examples[kind]}
        maxLength={60}
        value={label}
        onInput={event => setLabel(event.currentTarget.value)}
      />
      <AmountInput
        label="Amount"
        hint={kind === 'invoice' ? 'An invoice is paid once.' : 'Leave it empty, and the customer types it.'}
        currency={store.currency}
        value={amount}
        onInput={setAmount}
      />
      {failure && <Banner tone="bad">{failureSentence(failure)}</Banner>}
      <Button type="submit" variant="primary" wide loading={isBusy} disabled={label.trim() === '' || needsAmount}>
        Make the code
      </Button>
    </form>
  )
}
