import type { CashMovement, TillShift } from '@ringfence/contract'
import { Button, EmptyState, formatMoney, formatTime, formatWhen, List, ListRow } from '@ringfence/ui'
import { ArrowDownToLine, Landmark, Receipt } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { narrow } from '../../narrow.ts'
import { Frame } from '../../shell/frame.tsx'
import { MoveSheet, moveNames } from './move-sheet.tsx'

interface OpenShiftProps {
  shift: TillShift
  onClose: () => void
  onMoved: () => void
}

/** The shift that is open: since when, with what, and the cash that was moved by hand. */
export function OpenShift({ shift, onClose, onMoved }: OpenShiftProps) {
  const [isMoving, setMoving] = useState(false)
  const moved = () => {
    setMoving(false)
    onMoved()
  }
  const panel = <ShiftPanel shift={shift} onMove={() => setMoving(true)} onClose={onClose} />
  return (
    <Frame sideLabel="Shift" side={!narrow.value && panel} bar={narrow.value && panel}>
      <section class="shift__moves" aria-label="Cash moved by hand">
        <h2 class="shift__heading">Cash moved by hand</h2>
        {shift.movements.length === 0 ? (
          <EmptyState title="None so far.">
            Change brought in, expenses and drops at the bank are noted here.
          </EmptyState>
        ) : (
          <div class="offline__rows">
            <List lined label="Cash moved by hand">
              {shift.movements.toReversed().map(move => (
                <Move key={move.id} {...move} currency={shift.currency} />
              ))}
            </List>
          </div>
        )}
      </section>
      <MoveSheet open={isMoving} shift={shift} onClose={() => setMoving(false)} onMoved={moved} />
    </Frame>
  )
}

const icons = { payIn: ArrowDownToLine, payOut: Receipt, bankDrop: Landmark }

function Move({ kind, amount, reason, by, at, currency }: CashMovement & { currency: string }) {
  const Icon = icons[kind]
  return (
    <ListRow
      icon={<Icon size={22} aria-hidden="true" />}
      title={reason === moveNames[kind] ? reason : `${moveNames[kind]}: ${reason}`}
      detail={`${formatTime(at)} · ${by}`}
      end={formatMoney({ amount: kind === 'payIn' ? amount : -amount, currency }, { sign: 'always' })}
    />
  )
}

function ShiftPanel({ shift, onMove, onClose }: { shift: TillShift; onMove: () => void; onClose: () => void }) {
  const { currency } = shift
  return (
    <div class="shift__panel">
      <h2 class="basket__title">Shift open</h2>
      <dl class="offline__facts num">
        <dt>Since</dt>
        <dd>{formatWhen(shift.openedAt)}</dd>
        <dt>Opened by</dt>
        <dd>{shift.openedBy}</dd>
        <dt>Float</dt>
        <dd>{formatMoney({ amount: shift.float, currency })}</dd>
        {shift.expected !== null && (
          <>
            <dt>In the drawer</dt>
            <dd>{formatMoney({ amount: shift.expected, currency })}</dd>
          </>
        )}
      </dl>
      <div class="shift__actions">
        <Button size="till" wide onClick={onMove}>
          Cash in or out
        </Button>
        <Button size="till" variant="primary" wide onClick={onClose}>
          Close shift
        </Button>
      </div>
    </div>
  )
}
