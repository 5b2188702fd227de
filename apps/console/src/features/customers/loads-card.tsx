import type { LoadDetail } from '@ringfence/contract'
import { AmountInput, Badge, Button, Card, EmptyState, Field, formatMoney, Table, toast, usePages } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { useLive } from '../../live.ts'
import { ConfirmSheet } from '../../parts/confirm-sheet.tsx'
import '../../parts/dense.css'
import { Paged } from '../../parts/paged.tsx'
import { mayCall } from '../../roles.ts'
import { person } from '../../session.ts'

const statuses = {
  pending: { word: 'Pending', tone: 'warn' },
  succeeded: { word: 'Loaded', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
} as const

/** Loads by card, and giving one back to its card as far as it is unspent. */
export function LoadsCard({ customerId, onChanged }: { customerId: string; onChanged: () => void }) {
  const [asked, ask] = useState<LoadDetail>()
  const pages = usePages(`loads ${customerId}`, (cursor, signal) =>
    api.listCustomerLoads({
      params: { id: customerId },
      query: { limit: 10, ...(cursor === undefined ? {} : { cursor }) },
      signal,
    }),
  )
  useLive(pages.refresh)
  return (
    <Card variant="flat" title="Loads by card" class="dense">
      <Paged pages={pages}>
        <Table
          caption="Loads by card, newest first"
          columns={columnsFor(mayCall(person.value!.role, 'takeLoadRefund') ? ask : undefined)}
          rows={pages.rows}
          rowKey={load => load.id}
          empty={<EmptyState title="No load by card yet" />}
        />
      </Paged>
      {asked && (
        <GiveBack
          key={asked.id}
          load={asked}
          onClose={() => ask(undefined)}
          onDone={() => {
            ask(undefined)
            pages.refresh()
            onChanged()
          }}
        />
      )}
    </Card>
  )
}

function columnsFor(onGiveBack: ((load: LoadDetail) => void) | undefined) {
  return [
    { id: 'at', label: 'Time', render: (load: LoadDetail) => formatMoment(load.at) },
    {
      id: 'status',
      label: 'Status',
      render: ({ status, declineReason }: LoadDetail) => (
        <span title={declineReason ?? undefined}>
          <Badge tone={statuses[status].tone}>{statuses[status].word}</Badge>
        </span>
      ),
    },
    { id: 'amount', label: 'Amount', align: 'end' as const, render: (load: LoadDetail) => formatMoney(load) },
    {
      id: 'refunded',
      label: 'Given back',
      align: 'end' as const,
      render: ({ refunded, currency }: LoadDetail) =>
        refunded === 0 ? '–' : formatMoney({ amount: refunded, currency }),
    },
    {
      id: 'unspent',
      label: 'Unspent',
      align: 'end' as const,
      render: ({ refundable, currency }: LoadDetail) => formatMoney({ amount: refundable, currency }),
    },
    ...(onGiveBack
      ? [
          {
            id: 'back',
            label: '',
            align: 'end' as const,
            render: (load: LoadDetail) =>
              load.refundable > 0 && (
                <Button size="dense" onClick={() => onGiveBack(load)}>
                  Give back
                </Button>
              ),
          },
        ]
      : []),
  ]
}

function GiveBack({ load, onClose, onDone }: { load: LoadDetail; onClose: () => void; onDone: () => void }) {
  const { id, refundable, currency } = load
  const [amount, setAmount] = useState(refundable)
  const [reason, setReason] = useState('')
  const most = formatMoney({ amount: refundable, currency })
  const chosen = formatMoney({ amount, currency })
  const body = { amount, reason: reason.trim() }
  return (
    <ConfirmSheet
      open
      title="Give the load back to its card?"
      action={`Give back ${chosen}`}
      disabled={amount === 0 || amount > refundable || body.reason === ''}
      content={body}
      call={idempotencyKey => api.takeLoadRefund({ params: { id }, body, idempotencyKey })}
      onClose={onClose}
      onDone={given => {
        toast(
          given.status === 'failed'
            ? 'The provider refused: nothing was given back'
            : `${chosen} goes back to the card`,
        )
        onDone()
      }}
    >
      <AmountInput
        label="Amount"
        hint={`At most ${most}, which is unspent of this load.`}
        error={amount > refundable ? `Only ${most} is unspent.` : undefined}
        currency={currency}
        value={amount}
        onInput={setAmount}
      />
      <Field
        label="Reason"
        size="dense"
        maxLength={200}
        value={reason}
        onInput={event => setReason(event.currentTarget.value)}
      />
    </ConfirmSheet>
  )
}
