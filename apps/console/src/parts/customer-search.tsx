import { Search } from 'lucide-preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useLocation, useSearchParams } from 'wouter-preact'
import './customer-search.css'

const debounceMs = 250

/** Finds customers from every page. On the customers' page it filters while you type, elsewhere Enter goes there. */
export function CustomerSearch() {
  const [path, navigate] = useLocation()
  const [query] = useSearchParams()
  const isHere = path === '/customers'
  const known = isHere ? (query.get('search') ?? '') : ''
  const [text, setText] = useState(known)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  // Back and forward change the address behind the field.
  useEffect(() => {
    setText(old => (old.trim() === known ? old : known))
  }, [known])

  function go(next: string, replace: boolean): void {
    clearTimeout(timer.current)
    const search = next.trim()
    navigate(search === '' ? '/customers' : `/customers?search=${encodeURIComponent(search)}`, { replace })
  }

  function onInput(next: string): void {
    setText(next)
    clearTimeout(timer.current)
    if (isHere) timer.current = setTimeout(() => go(next, true), debounceMs)
  }

  return (
    <search class="customer-search">
      <form
        onSubmit={event => {
          event.preventDefault()
          go(text, isHere)
        }}
      >
        <Search size={17} aria-hidden="true" />
        <input
          type="search"
          class="customer-search__field"
          aria-label="Find a customer"
          placeholder="Find a customer"
          maxLength={80}
          autoComplete="off"
          spellcheck={false}
          value={text}
          data-search
          onInput={event => onInput(event.currentTarget.value)}
        />
        <span class="customer-search__key" aria-hidden="true">
          /
        </span>
      </form>
    </search>
  )
}
