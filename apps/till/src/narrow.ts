import { signal } from '@preact/signals'

const query = matchMedia('(max-width: 719px)')
/** Whether the screen is too narrow for two columns: a phone. */
export const narrow = signal(query.matches)
query.addEventListener('change', () => {
  narrow.value = query.matches
})
