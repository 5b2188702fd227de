import { useLocation, useSearchParams } from 'wouter-preact'
import { stores } from '../data/stores.ts'
import { person } from '../session.ts'
import './store-filter.css'

/** The store that the page is about, from the address; staff of one store see that one only. */
export function useStoreChoice(): string | undefined {
  const [query] = useSearchParams()
  return person.value?.storeId ?? query.get('store') ?? undefined
}

export function StoreFilter() {
  const chosen = useStoreChoice()
  const [path, navigate] = useLocation()
  const own = person.value?.storeId
  if (own) return <span class="store-filter store-filter--own">{stores.value.find(({ id }) => id === own)?.name}</span>
  const choose = (storeId: string) => navigate(storeId === '' ? path : `${path}?store=${storeId}`)
  return (
    <select
      class="store-filter"
      aria-label="Store"
      value={chosen ?? ''}
      onChange={event => choose(event.currentTarget.value)}
    >
      <option value="">All stores</option>
      {stores.value.map(store => (
        <option key={store.id} value={store.id} selected={store.id === chosen}>
          {store.name}
        </option>
      ))}
    </select>
  )
}
