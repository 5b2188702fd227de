import { Amount, formatMoney } from '@ringfence/ui'
import { useEffect } from 'preact/hooks'
import { brand } from '../../brand.ts'
import { narrow } from '../../narrow.ts'
import { work } from '../../session.ts'
import { Frame } from '../../shell/frame.tsx'
import { purpose } from '../charge/take-code.ts'
import { ReadyPanel } from '../scan/ready-panel.tsx'
import { Keypad } from '../sell/keypad.tsx'
import { loadAmount, loadTrouble } from './load-state.ts'
import './load.css'

/** Cash onto a customer's balance: how much, then the code. */
export function LoadScreen() {
  const { currency } = work.value!.store
  useEffect(() => {
    purpose.value = 'load'
    return () => {
      purpose.value = 'none'
    }
  }, [])
  const ready = <ReadyPanel trouble={loadTrouble.value} />
  return (
    <Frame sideLabel="Cash load" side={!narrow.value && <LoadPanel />} bar={narrow.value && ready}>
      <Presets currency={currency} />
      <Keypad
        label="Load amount"
        value={loadAmount.value}
        currency={currency}
        onChange={amount => {
          loadAmount.value = amount
        }}
      />
    </Frame>
  )
}

function Presets({ currency }: { currency: string }) {
  return (
    <section class="presets" aria-label="Amounts">
      {brand.value.loadPresets.map(amount => (
        <button
          key={amount}
          type="button"
          class="chip presets__chip num"
          aria-pressed={loadAmount.value === amount}
          onClick={() => {
            loadAmount.value = amount
          }}
        >
          {formatMoney({ amount, currency }, { fraction: 'trim' })}
        </button>
      ))}
    </section>
  )
}

function LoadPanel() {
  const { currency } = work.value!.store
  return (
    <div class="load">
      <h2 class="basket__title">Load cash</h2>
      <ol class="load__steps">
        <li>Choose how much.</li>
        <li>Take the cash.</li>
        <li>Scan the customer’s code. The balance is there at once.</li>
      </ol>
      <p class="basket__total">
        <span>Cash</span>
        <Amount class="total" value={{ amount: loadAmount.value, currency }} />
      </p>
      <ReadyPanel trouble={loadTrouble.value} />
    </div>
  )
}
