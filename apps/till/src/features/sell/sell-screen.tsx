import { Sheet } from '@ringfence/ui'
import { ChevronUp } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import { narrow } from '../../narrow.ts'
import { useRemote } from '../../remote.ts'
import { api, work } from '../../session.ts'
import { Frame } from '../../shell/frame.tsx'
import { progress } from '../charge/attempt.ts'
import { split } from '../charge/split.ts'
import { codeEntry, purpose } from '../charge/take-code.ts'
import { asked } from '../scan-to-pay/asked.ts'
import { countOf } from './basket.ts'
import { BasketPanel, TotalAmount } from './basket-panel.tsx'
import { lines, mode, plainAmount } from './basket-state.ts'
import { Keypad } from './keypad.tsx'
import { MenuBar } from './menu-bar.tsx'
import { MenuGrid } from './menu-grid.tsx'
import './basket.css'
import './sell.css'

export function SellScreen() {
  const { store } = work.value!
  const [menu, reload] = useRemote(store.id, () => api.getMenu({ params: { id: store.id } }))
  const [category, setCategory] = useState<string | undefined>()
  const [search, setSearch] = useState<string | undefined>()
  useEffect(() => {
    purpose.value = 'payment'
    return () => {
      purpose.value = 'none'
    }
  }, [])
  const categories = menu.state === 'ready' ? menu.data.categories : []
  const shown = category ?? categories[0]?.name ?? ''
  return (
    <Frame sideLabel="Basket" side={!narrow.value && <BasketPanel />} bar={narrow.value && <BasketBar />}>
      <MenuBar
        categories={categories.map(each => each.name)}
        category={shown}
        onCategory={setCategory}
        search={search}
        onSearch={setSearch}
      />
      {mode.value === 'amount' ? (
        <Keypad
          label="Amount"
          value={plainAmount.value}
          currency={store.currency}
          onChange={amount => {
            plainAmount.value = amount
          }}
        />
      ) : (
        <MenuGrid menu={menu} category={shown} search={search} onRetry={reload} />
      )}
    </Frame>
  )
}

/** The basket of a phone: a bar with the total, which opens it as a sheet. */
function BasketBar() {
  const [open, setOpen] = useState(false)
  const leave = () => setOpen(false)
  // The camera and the outcome take over; after them the basket is new.
  const isCovered =
    codeEntry.value !== 'none' || progress.value !== undefined || Boolean(split.value) || Boolean(asked.value)
  useEffect(() => {
    if (isCovered) setOpen(false)
  }, [isCovered])
  return (
    <>
      <button type="button" class="basket-bar" onClick={() => setOpen(true)} aria-label="Show the basket">
        <span class="basket-bar__count num">
          {mode.value === 'amount' ? 'Amount' : itemsText(countOf(lines.value))}
        </span>
        <TotalAmount />
        <ChevronUp size={22} aria-hidden="true" />
      </button>
      <Sheet open={open} onClose={leave} title={mode.value === 'amount' ? 'Amount' : 'Basket'}>
        <BasketPanel bare onCleared={leave} />
      </Sheet>
    </>
  )
}

const itemsText = (count: number) => (count === 1 ? '1 item' : `${count} items`)
