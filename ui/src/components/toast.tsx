import { signal } from '@preact/signals'
import { Check, CircleAlert } from 'lucide-preact'
import './toast.css'

export interface ToastOptions {
  tone?: 'good' | 'bad' | undefined
  /** How the act can be undone. */
  action?: { label: string; onClick: () => void } | undefined
  /** How long it stays; 5 seconds, or 8 with an action. */
  dismissMs?: number | undefined
}

interface Shown extends ToastOptions {
  key: number
  text: string
}

const shown = signal<Shown[]>([])
let lastKey = 0

function dismiss(key: number): void {
  shown.value = shown.value.filter(toast => toast.key !== key)
}

/** Says something in passing. Returns a function that takes it back. */
export function toast(text: string, options: ToastOptions = {}): () => void {
  const key = ++lastKey
  shown.value = [...shown.value.slice(-2), { ...options, key, text }]
  const timer = setTimeout(() => dismiss(key), options.dismissMs ?? (options.action ? 8_000 : 5_000))
  return () => {
    clearTimeout(timer)
    dismiss(key)
  }
}

/** Shows the toasts; once in each app, always mounted so that screen readers hear them. */
export function ToastHost() {
  return (
    <div class="toasts" aria-live="polite" aria-relevant="additions">
      {shown.value.map(({ key, text, tone = 'good', action }) => (
        <div key={key} class="toast">
          {tone === 'bad' ? <CircleAlert size={20} aria-hidden="true" /> : <Check size={20} aria-hidden="true" />}
          <span class="toast__text">{text}</span>
          {action && (
            <button
              type="button"
              class="toast__action"
              onClick={() => {
                dismiss(key)
                action.onClick()
              }}
            >
              {action.label}
            </button>
          )}
        </div>
      ))}
    </div>
  )
}
