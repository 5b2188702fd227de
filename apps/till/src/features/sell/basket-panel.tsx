import { Amount, Button, formatMoney, formatPercent } from '@ringfence/ui'
import { ShoppingBasket } from 'lucide-preact'
import { work } from '../../session.ts'
import { saleOfBasket } from '../charge/take-code.ts'
import { ReadyPanel } from '../scan/ready-panel.tsx'
import { askForPayment } from '../scan-to-pay/asked.ts'
import { commonTaxRate } from './basket.ts'
import { BasketLines } from './basket-lines.tsx'
import { clearWithUndo, isEmpty, lines, mode, plainAmount, totals } from './basket-state.ts'
import { TipBar } from './tip-bar.tsx'

interface BasketPanelProps {
  /** Without its own title: the sheet around it has one. */
  bare?: boolean
  onCleared?: () => void
}

const emptyAdvice = { title: 'Nothing to charge yet', detail: 'Add items, or key in an amount' }

export function BasketPanel({ bare = false, onCleared }: BasketPanelProps) {
  const { subtotal, tax } = totals.value
  const clear = () => {
    clearWithUndo()
    onCleared?.()
  }
  const clearButton = !isEmpty.value && (
    <Button size="till" variant="quiet" class="basket__clear" onClick={clear}>
      Clear
    </Button>
  )
  return (
    <div class="basket">
      {!bare && (
        <div class="basket__head">
          <h2 class="basket__title">{mode.value === 'amount' ? 'Amount' : 'Basket'}</h2>
          {clearButton}
        </div>
      )}
      <div class="basket__lines">
        {mode.value === 'amount' ? <PlainAmount /> : <BasketLines />}
        {isEmpty.value && <EmptyBasket />}
        {bare && clearButton}
      </div>
      {!isEmpty.value && <TipBar />}
      {!isEmpty.value && (
        <dl class="basket__sums num">
          <Sum label="Subtotal" amount={subtotal} />
          {mode.value === 'items' && <Sum label={taxLabel()} amount={tax} />}
          <Sum label="Tip" amount={totals.value.tip} />
        </dl>
      )}
      <p class="basket__total">
        <span>Total</span>
        <TotalAmount />
      </p>
      <ReadyPanel
        trouble={isEmpty.value ? emptyAdvice : undefined}
        onShowCode={() => {
          const sale = saleOfBasket()
          if (sale) void askForPayment(sale)
        }}
      />
    </div>
  )
}

export function TotalAmount() {
  return <Amount class="total" value={{ amount: totals.value.total, currency: work.value!.store.currency }} />
}

function Sum({ label, amount }: { label: string; amount: number }) {
  return (
    <div class="basket__sum">
      <dt>{label}</dt>
      <dd>{formatMoney({ amount, currency: work.value!.store.currency })}</dd>
    </div>
  )
}

function taxLabel(): string {
  const rate = commonTaxRate(lines.value)
  return rate === undefined ? 'Tax' : `Tax ${formatPercent(rate / 10_000, 2)}`
}

function PlainAmount() {
  const waiting = lines.value.length
  if (plainAmount.value === 0 && waiting === 0) return null
  return (
    <>
      {plainAmount.value > 0 && (
        <p class="plain">
          <span>Plain amount</span>
          <Amount value={{ amount: plainAmount.value, currency: work.value!.store.currency }} />
        </p>
      )}
      {waiting > 0 && <p class="plain plain--note">The items in the basket wait; they are not charged now.</p>}
    </>
  )
}

function EmptyBasket() {
  return (
    <div class="basket__empty">
      <ShoppingBasket size={40} aria-hidden="true" />
      <p>{mode.value === 'amount' ? 'Key in what to charge.' : 'Tap what the customer takes.'}</p>
    </div>
  )
}
