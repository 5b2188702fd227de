import type { CashMovementKind, TillShift } from '@ringfence/contract'
import { Button, Field, formatMoney, Segmented, Sheet } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../session.ts'
import { Keypad } from '../sell/keypad.tsx'
import { useOnce } from './send.ts'

export const moveNames: Record<CashMovementKind, string> = {
  payIn: 'Cash in',
  payOut: 'Expense',
  bankDrop: 'Bank drop',
}
const kinds = (['bankDrop', 'payIn', 'payOut'] as const).map(id => ({ id, label: moveNames[id] }))

interface MoveSheetProps {
  open: boolean
  shift: TillShift
  onClose: () => void
  onMoved: () => void
}

export function MoveSheet({ open, ...props }: MoveSheetProps) {
  return (
    <Sheet open={open} onClose={props.onClose} title="Cash in or out">
      <MoveForm {...props} />
    </Sheet>
  )
}

function MoveForm({ shift, onMoved }: Omit<MoveSheetProps, 'open'>) {
  const { currency } = shift
  const [kind, setKind] = useState<CashMovementKind>('bankDrop')
  const [amount, setAmount] = useState(0)
  const [reason, setReason] = useState('')
  const body = { kind, amount, reason: reason.trim() || moveNames[kind] }
  const [move, isMoving] = useOnce(
    idempotencyKey => api.takeCashMovement({ params: { id: shift.id }, body, idempotencyKey }),
    onMoved,
  )
  return (
    <>
      <Segmented label="What moves" size="till" items={kinds} value={kind} onChange={setKind} />
      <Keypad label="Amount" value={amount} currency={currency} onChange={setAmount} />
      <Field
        label="What for"
        size="till"
        maxLength={120}
        autoComplete="off"
        value={reason}
        onInput={event => setReason(event.currentTarget.value)}
      />
      <Button size="till" variant="primary" wide disabled={amount === 0} loading={isMoving} onClick={move}>
        {amount === 0 ? 'How much?' : `${moveNames[kind]} ${formatMoney({ amount, currency })}`}
      </Button>
    </>
  )
}
