import { useEffect } from 'preact/hooks'

/** `/` puts the cursor into the page's search field, unless the key is meant for what is being typed. */
export function useSearchKey(): void {
  useEffect(() => {
    addEventListener('keydown', focusSearch)
    return () => removeEventListener('keydown', focusSearch)
  }, [])
}

function focusSearch(event: KeyboardEvent): void {
  const isTyping = event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]')
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping) return
  const field = document.querySelector<HTMLInputElement>('[data-search]')
  if (!field || document.querySelector('dialog:modal')) return
  event.preventDefault()
  field.focus()
  field.select()
}
