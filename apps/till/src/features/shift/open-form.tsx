import { Amount, Button, formatMoney } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { narrow } from '../../narrow.ts'
import { api, work } from '../../session.ts'
import { Frame } from '../../shell/frame.tsx'
import { Keypad } from '../sell/keypad.tsx'
import { useOnce } from './send.ts'

/** No shift is open: count the drawer, then open. */
export function OpenForm({ required, onOpened }: { required: boolean; onOpened: () => void }) {
  const { currency } = work.value!.store
  const [float, setFloat] = useState(0)
  const [open, isOpening] = useOnce(
    idempotencyKey => api.openShift({ body: { float, currency }, idempotencyKey }),
    onOpened,
  )
  const panel = (
    <div class="shift__panel">
      <h2 class="basket__title">Open a shift</h2>
      <ol class="load__steps">
        <li>Count the cash in the drawer.</li>
        <li>Key it in: that is the float.</li>
        <li>Open the shift. It is yours to answer for until it is closed.</li>
      </ol>
      {required && <p class="dim">This till takes money only while a shift is open.</p>}
      <p class="basket__total">
        <span>Float</span>
        <Amount class="total" value={{ amount: float, currency }} />
      </p>
      <Button size="till" variant="primary" wide loading={isOpening} onClick={open}>
        Open with {formatMoney({ amount: float, currency })}
      </Button>
    </div>
  )
  return (
    <Frame sideLabel="Open a shift" side={!narrow.value && panel} bar={narrow.value && panel}>
      <Keypad label="Float" value={float} currency={currency} onChange={setFloat} />
    </Frame>
  )
}
