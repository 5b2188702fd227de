import { Segmented } from '@ringfence/ui'
import { useEffect } from 'preact/hooks'
import { useLocation, useParams } from 'wouter-preact'
import { narrow } from '../../narrow.ts'
import { Frame } from '../../shell/frame.tsx'
import { BalancePanel } from './balance-panel.tsx'
import { EgiftPanel } from './egift-panel.tsx'
import { readSales } from './sales.ts'
import { SellCardPanel } from './sell-card-panel.tsx'
import { SoldHere } from './sold-here.tsx'
import './gift-cards.css'

const parts = [
  { id: 'card', label: 'Sell card' },
  { id: 'egift', label: 'Sell e-gift' },
  { id: 'balance', label: 'Balance' },
] as const
type Part = (typeof parts)[number]['id']

/** Gift cards at the till: sell a printed one or an e-gift, tell a balance, undo a mistake. */
export function GiftCardsScreen() {
  const { part = 'card' } = useParams<{ part?: Part }>()
  const [, go] = useLocation()
  useEffect(() => void readSales(), [])
  return (
    <Frame sideLabel="Sold here" side={!narrow.value && <SoldHere />}>
      <Segmented
        label="Gift cards"
        size="till"
        items={[...parts]}
        value={part}
        onChange={next => go(`/gift-cards/${next}`, { replace: true })}
      />
      <div class="gift">
        {part === 'card' && <SellCardPanel />}
        {part === 'egift' && <EgiftPanel />}
        {part === 'balance' && <BalancePanel />}
        {narrow.value && <SoldHere />}
      </div>
    </Frame>
  )
}
