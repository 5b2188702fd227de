/** The basket of this till, and what is done to it. */
import { computed, signal } from '@preact/signals'
import { toast } from '@ringfence/ui'
import { addLine, type Line, type Lines, noTip, setQuantity, type Tip, totalsOf, totalsOfAmount } from './basket.ts'

export type Mode = 'items' | 'amount'

export const mode = signal<Mode>('items')
export const lines = signal<Lines>([])
/** The plain amount of the mode `amount`. */
export const plainAmount = signal(0)
export const tip = signal<Tip>(noTip)
/** The line whose buttons are shown. */
export const openLine = signal<string | undefined>(undefined)

export const totals = computed(() =>
  mode.value === 'items' ? totalsOf(lines.value, tip.value) : totalsOfAmount(plainAmount.value, tip.value),
)
export const isEmpty = computed(() => totals.value.subtotal === 0)

export function add(line: Line): void {
  forgetUndo()
  lines.value = addLine(lines.value, line)
  openLine.value = line.key
}

export function changeQuantity(line: Line, quantity: number): void {
  if (quantity <= 0) {
    remove(line)
    return
  }
  forgetUndo()
  lines.value = setQuantity(lines.value, line.key, quantity)
}

export function remove(line: Line): void {
  undoable(`${line.name} removed`, () => {
    lines.value = setQuantity(lines.value, line.key, 0)
  })
}

export function clearWithUndo(): void {
  undoable(mode.value === 'items' ? 'Basket cleared' : 'Amount cleared', clear)
}

/** Empties what the mode charges; the other mode keeps its own. */
export function clear(): void {
  if (mode.value === 'items') lines.value = []
  else plainAmount.value = 0
  tip.value = noTip
  openLine.value = undefined
}

/** Nothing of this basket may come back: it was paid, or the cashier has gone. */
export function clearForNext(): void {
  forgetUndo()
  clear()
}

export function clearAll(): void {
  forgetUndo()
  plainAmount.value = 0
  mode.value = 'items'
  clear()
}

let takeBackToast: (() => void) | undefined

/** Undo brings back what was there before; it is offered until the next change. */
function undoable(text: string, change: () => void): void {
  const before = { lines: lines.value, amount: plainAmount.value, tip: tip.value }
  change()
  takeBackToast?.()
  takeBackToast = toast(text, {
    action: {
      label: 'Undo',
      onClick() {
        lines.value = before.lines
        plainAmount.value = before.amount
        tip.value = before.tip
      },
    },
  })
}

function forgetUndo(): void {
  takeBackToast?.()
  takeBackToast = undefined
}
