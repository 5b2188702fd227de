import type { Menu, MenuItem } from '@ringfence/contract'
import { EmptyState, ErrorState, formatMoney, Skeleton } from '@ringfence/ui'
import { SearchX } from 'lucide-preact'
import { useState } from 'preact/hooks'
import type { Remote } from '../../remote.ts'
import { lineOf } from './basket.ts'
import { add, lines } from './basket-state.ts'
import { OptionsSheet } from './options-sheet.tsx'

interface MenuGridProps {
  menu: Remote<Menu>
  category: string
  search: string | undefined
  onRetry: () => void
}

export function MenuGrid({ menu, category, search, onRetry }: MenuGridProps) {
  const [asking, setAsking] = useState<MenuItem | undefined>()
  if (menu.state === 'loading') return <MenuSkeleton />
  if (menu.state === 'failed') {
    return (
      <ErrorState title={menu.title} onRetry={onRetry}>
        {menu.detail} You can key in an amount meanwhile.
      </ErrorState>
    )
  }
  const items = search === undefined ? itemsOf(menu.data, category) : searchItems(menu.data, search)
  return (
    <>
      {items.length === 0 && <Nothing search={search} />}
      <section class="menu" id="menu" role="tabpanel" aria-label={search === undefined ? category : 'Found'}>
        {items.map(item => (
          <ItemTile
            key={item.id}
            item={item}
            currency={menu.data.currency}
            onTap={() => (item.options.length > 0 ? setAsking(item) : add(lineOf(item)))}
          />
        ))}
      </section>
      <OptionsSheet item={asking} currency={menu.data.currency} onClose={() => setAsking(undefined)} />
    </>
  )
}

interface ItemTileProps {
  item: MenuItem
  currency: string
  onTap: () => void
}

function ItemTile({ item, currency, onTap }: ItemTileProps) {
  const count = lines.value.reduce((sum, line) => (line.itemId === item.id ? sum + line.quantity : sum), 0)
  const price = formatMoney({ amount: item.amount, currency })
  return (
    <button type="button" class="tile" aria-label={`${item.name}, ${price}`} onClick={onTap}>
      <span class="tile__name">{item.name}</span>
      <span class="tile__price num">{price}</span>
      {count > 0 && (
        <span class="tile__count num" aria-hidden="true">
          {count}
        </span>
      )}
    </button>
  )
}

function MenuSkeleton() {
  return (
    <section class="menu" aria-busy="true" aria-label="The menu is loading">
      {Array.from({ length: 12 }, (_, tile) => (
        <Skeleton key={tile} height="100%" radius="16px" />
      ))}
    </section>
  )
}

function Nothing({ search }: { search: string | undefined }) {
  if (search === undefined) return <EmptyState title="Nothing on the menu">Key in an amount instead.</EmptyState>
  return (
    <EmptyState title="Nothing found" icon={<SearchX />}>
      Try fewer letters.
    </EmptyState>
  )
}

const itemsOf = (menu: Menu, category: string) => menu.categories.find(each => each.name === category)?.items ?? []

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

function searchItems(menu: Menu, search: string): MenuItem[] {
  const words = plain(search).split(/\s+/).filter(Boolean)
  const all = menu.categories.flatMap(category => category.items)
  return all.filter(item => words.every(word => plain(item.name).includes(word)))
}
