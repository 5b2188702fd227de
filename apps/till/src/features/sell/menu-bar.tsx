import { classNames, Tabs } from '@ringfence/ui'
import { Calculator, Search, X } from 'lucide-preact'
import { mode } from './basket-state.ts'

interface MenuBarProps {
  categories: string[]
  category: string
  onCategory: (name: string) => void
  /** What is searched for; undefined when nothing is. */
  search: string | undefined
  onSearch: (text: string | undefined) => void
}

/** Above the menu: categories, or the search field; and the way to a plain amount. */
export function MenuBar({ categories, category, onCategory, search, onSearch }: MenuBarProps) {
  const isAmount = mode.value === 'amount'
  const choose = (name: string) => {
    mode.value = 'items'
    onCategory(name)
  }
  const toggleAmount = () => {
    mode.value = isAmount ? 'items' : 'amount'
    onSearch(undefined)
  }
  if (search !== undefined) return <SearchField search={search} onSearch={onSearch} />
  return (
    <div class="menu-bar">
      <div class="menu-bar__tabs">
        <Tabs
          label="Categories"
          size="till"
          panelId="menu"
          value={isAmount ? '' : category}
          items={categories.map(name => ({ id: name, label: name }))}
          onChange={choose}
        />
      </div>
      <button
        type="button"
        class={classNames('pill', isAmount && 'pill--on')}
        aria-label="Amount"
        aria-pressed={isAmount}
        onClick={toggleAmount}
      >
        <Calculator size={20} aria-hidden="true" />
        <span class="pill__label">Amount</span>
      </button>
      <button
        type="button"
        class="pill pill--quiet"
        aria-label="Search"
        onClick={() => {
          mode.value = 'items'
          onSearch('')
        }}
      >
        <Search size={20} aria-hidden="true" />
        <span class="pill__label">Search</span>
      </button>
    </div>
  )
}

function SearchField({ search, onSearch }: { search: string; onSearch: MenuBarProps['onSearch'] }) {
  return (
    <search class="menu-bar menu-search">
      <Search size={22} aria-hidden="true" />
      <input
        type="search"
        aria-label="Search the menu"
        placeholder="Search the menu"
        class="menu-search__input"
        value={search}
        ref={field => field?.focus()}
        onInput={event => onSearch(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Escape') onSearch(undefined)
        }}
      />
      <button type="button" class="menu-search__close" aria-label="End the search" onClick={() => onSearch(undefined)}>
        <X size={22} aria-hidden="true" />
      </button>
    </search>
  )
}
