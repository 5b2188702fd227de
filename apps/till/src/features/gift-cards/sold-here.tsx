import { operations } from '@ringfence/contract'
import { Button, EmptyState, formatMoney, formatWhen, Sheet } from '@ringfence/ui'
import { Gift, Undo2 } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { connection } from '../../live.ts'
import { work } from '../../session.ts'
import { begin } from '../charge/attempt.ts'
import { type GiftSale, markUndone, sales } from './sales.ts'

/** What this till has sold lately, and the way back from a mistake. */
export function SoldHere() {
  const [undoing, setUndoing] = useState<GiftSale>()
  const undo = async (sale: GiftSale) => {
    setUndoing(undefined)
    const request =
      sale.kind === 'card'
        ? ({ kind: 'voidActivation', activationId: sale.id, body: { reason: 'Sold by mistake' } } as const)
        : ({ kind: 'giftRefund', body: { giftId: sale.id } } as const)
    if ((await begin(request, sale.amount, sale.currency)) === 'approved') await markUndone(sale.id)
  }
  return (
    <section class="sold" aria-label="Sold here">
      <h2 class="basket__title sold__title">Sold here</h2>
      {sales.value.length === 0 ? (
        <EmptyState title="No gift card sold yet" icon={<Gift />}>
          What you sell is listed here, so that a mistake can be undone.
        </EmptyState>
      ) : (
        <ul class="sold__list">
          {sales.value.map(sale => (
            <SoldRow key={sale.id} sale={sale} onUndo={() => setUndoing(sale)} />
          ))}
        </ul>
      )}
      <Sheet open={undoing !== undefined} onClose={() => setUndoing(undefined)} title="Undo this sale?">
        {undoing && <Confirm sale={undoing} onYes={() => void undo(undoing)} onNo={() => setUndoing(undefined)} />}
      </Sheet>
    </section>
  )
}

/** Undoing a sale hands out money: the contract says whose decision that is. */
function mayUndo({ kind }: GiftSale): boolean {
  const { callers } = operations[kind === 'card' ? 'voidGiftCardActivation' : 'refundGiftSale']
  return callers.some(role => role === work.value!.person.role)
}

function SoldRow({ sale, onUndo }: { sale: GiftSale; onUndo: () => void }) {
  const { timeZone } = work.value!.store
  const isAllowed = mayUndo(sale)
  return (
    <li class="sold__row">
      <span class="line__text">
        <span class="line__name">
          {sale.label} · <span class="num">{formatMoney(sale)}</span>
        </span>
        <span class="line__options">
          {formatWhen(new Date(sale.atMs).toISOString(), timeZone)}
          {sale.isUndone && ' · undone'}
          {!sale.isUndone && !isAllowed && ' · a shift lead can undo it'}
        </span>
      </span>
      {!sale.isUndone && isAllowed && (
        <Button
          size="till"
          icon={<Undo2 size={20} />}
          disabled={connection.value === 'offline'}
          aria-label={`Undo the sale of ${sale.label}`}
          onClick={onUndo}
        >
          Undo
        </Button>
      )}
    </li>
  )
}

function Confirm({ sale, onYes, onNo }: { sale: GiftSale; onYes: () => void; onNo: () => void }) {
  const money = formatMoney(sale)
  return (
    <>
      <p class="refund__rest num">{money}</p>
      <p class="refund__question">
        {sale.label}.{' '}
        {sale.kind === 'card'
          ? 'The card is as unsold as before, and the buyer gets the money back. It works only while nothing was spent.'
          : 'Its code is dead at once, and the buyer gets the money back. It works only while nothing was spent.'}
      </p>
      <Button size="till" variant="danger" wide onClick={onYes}>
        Yes, undo and give {money} back
      </Button>
      <Button size="till" wide onClick={onNo}>
        Keep it
      </Button>
    </>
  )
}
