import { signal } from '@preact/signals'

/** Whether the device has a network. True says only that a request is worth trying. */
export const online = signal(typeof navigator === 'undefined' ? true : navigator.onLine !== false)

if (typeof window !== 'undefined') {
  window.addEventListener('online', () => {
    online.value = true
  })
  window.addEventListener('offline', () => {
    online.value = false
  })
}
