import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Money } from '../money.ts'
import { playApproved, playDeclined } from '../sound.ts'
import { Amount } from './amount.tsx'
import './result-screen.css'

export interface ResultScreenProps {
  /** `waiting`: kept, but nobody has confirmed it yet. */
  outcome: 'approved' | 'declined' | 'waiting'
  /** `Approved`, or what happened. */
  title: string
  amount?: Money | undefined
  /** What else there is to know, or what to do now. */
  detail?: ComponentChildren
  /** Buttons; the primary one first. */
  actions?: ComponentChildren
  /** Called after this many milliseconds, and on Esc. Without it the screen stays until an action. */
  dismissMs?: number | undefined
  onDismiss?: (() => void) | undefined
  /** Plays the outcome's tones. */
  sound?: boolean | undefined
}

/** The outcome of a payment over the whole screen: colour, shape, amount and sound say the same thing. */
export function ResultScreen(props: ResultScreenProps) {
  const { outcome, title, amount, detail, actions, dismissMs, sound = false } = props
  const screen = useRef<HTMLDialogElement>(null)
  const onDismiss = useRef(props.onDismiss)
  onDismiss.current = props.onDismiss

  useEffect(() => {
    const dialog = screen.current
    dialog?.showModal()
    // Not a button: a scanner that ends its next code with Enter would press it.
    dialog?.focus()
    return () => dialog?.close()
  }, [])
  useEffect(() => {
    if (sound) outcome === 'declined' ? playDeclined() : playApproved()
  }, [outcome, sound])
  useEffect(() => {
    if (dismissMs === undefined) return
    const timer = setTimeout(() => onDismiss.current?.(), dismissMs)
    return () => clearTimeout(timer)
  }, [dismissMs])

  return (
    <dialog
      ref={screen}
      tabIndex={-1}
      class={`result result--${outcome}`}
      aria-label={title}
      onCancel={event => {
        event.preventDefault()
        onDismiss.current?.()
      }}
    >
      <OutcomeMark outcome={outcome} />
      <div class="result__text" role="alert">
        <h1 class="result__title">{title}</h1>
        {amount && <Amount value={amount} class="result__amount" />}
        {detail && <p class="result__detail">{detail}</p>}
      </div>
      {actions && <div class="result__actions">{actions}</div>}
      {dismissMs !== undefined && (
        <span class="result__time" style={{ animationDuration: `${dismissMs}ms` }} aria-hidden="true" />
      )}
    </dialog>
  )
}

const signs = {
  approved: 'M31 51 L45 65 L70 38',
  declined: 'M36 36 L64 64 M64 36 L36 64',
  waiting: 'M50 30 L50 52 L64 60',
}

/** Approved closes the ring around a check; declined leaves it open around a cross; waiting is a clock. */
function OutcomeMark({ outcome }: Pick<ResultScreenProps, 'outcome'>) {
  return (
    <svg class="result__mark" viewBox="0 0 100 100" aria-hidden="true">
      <circle class="result__ring" cx="50" cy="50" r="46" pathLength={100} />
      <path class="result__sign" d={signs[outcome]} pathLength={100} />
    </svg>
  )
}
