import type { ShiftClosed, TillShift } from '@ringfence/contract'
import { Amount, Badge, Button, formatMoney } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { narrow } from '../../narrow.ts'
import { api } from '../../session.ts'
import { Frame } from '../../shell/frame.tsx'
import { Keypad } from '../sell/keypad.tsx'
import { useOnce } from './send.ts'

interface CloseFormProps {
  shift: TillShift
  blind: boolean
  onDone: () => void
}

/** Count, look once more, close; then what the count came to. */
export function CloseForm({ shift, blind, onDone }: CloseFormProps) {
  const { currency } = shift
  const [counted, setCounted] = useState(0)
  const [isSure, setSure] = useState(false)
  const [closed, setClosed] = useState<ShiftClosed>()
  const [close, isClosing] = useOnce(
    idempotencyKey => api.closeShift({ params: { id: shift.id }, body: { counted }, idempotencyKey }),
    setClosed,
  )
  if (closed) return <Closed closed={closed} onDone={onDone} />
  const money = formatMoney({ amount: counted, currency })
  const count = (amount: number) => {
    setCounted(amount)
    setSure(false)
  }
  const panel = (
    <div class="shift__panel">
      <h2 class="basket__title">Close the shift</h2>
      <ol class="load__steps">
        <li>Count all the cash in the drawer, with the float.</li>
        <li>Key it in.</li>
        <li>{blind ? 'Close. Only then you see what should be there.' : 'Close. The difference is noted.'}</li>
      </ol>
      <p class="basket__total">
        <span>Counted</span>
        <Amount class="total" value={{ amount: counted, currency }} />
      </p>
      {isSure ? (
        <Button size="till" variant="danger" wide loading={isClosing} onClick={close}>
          Yes, {money} is right
        </Button>
      ) : (
        <Button size="till" variant="primary" wide onClick={() => setSure(true)}>
          Close with {money}
        </Button>
      )}
      <Button size="till" wide onClick={onDone}>
        Back
      </Button>
    </div>
  )
  return (
    <Frame sideLabel="Close the shift" side={!narrow.value && panel} bar={narrow.value && panel}>
      <Keypad label="Counted cash" value={counted} currency={currency} onChange={count} />
    </Frame>
  )
}

function Closed({ closed, onDone }: { closed: ShiftClosed; onDone: () => void }) {
  const { currency, counted, expected, overShort } = closed
  const verdict = overShort === 0 ? 'It is exact' : overShort > 0 ? 'Over' : 'Short'
  const done = (
    <div class="shift__panel">
      <h2 class="basket__title">Shift closed</h2>
      <dl class="offline__facts num">
        <dt>Counted</dt>
        <dd>{formatMoney({ amount: counted, currency })}</dd>
        <dt>Expected</dt>
        <dd>{formatMoney({ amount: expected, currency })}</dd>
      </dl>
      <div class="shift__actions">
        <Button size="till" variant="primary" wide onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  )
  return (
    <Frame sideLabel="Shift closed" side={!narrow.value && done} bar={narrow.value && done}>
      <section class="shift__closed" aria-label="Count">
        <Badge tone={overShort === 0 ? 'good' : 'warn'}>{verdict}</Badge>
        <p class="shift__verdict num">{formatMoney({ amount: overShort, currency }, { sign: 'always' })}</p>
      </section>
    </Frame>
  )
}
