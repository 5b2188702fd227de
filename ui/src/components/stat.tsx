import type { ComponentChildren } from 'preact'
import { classNames } from './class-names.ts'
import './stat.css'

export interface StatProps {
  label: string
  /** Missing while it loads. */
  value?: ComponentChildren
  /** How it changed; the arrow tells the direction without the colour. */
  delta?: { direction: 'up' | 'down' | 'same'; text: string; tone?: 'good' | 'bad' | 'plain' | undefined } | undefined
  /** A quiet line instead of, or after, the delta. */
  note?: ComponentChildren
  /** Leads to what the figure is made of. */
  onClick?: (() => void) | undefined
}

const ARROWS = { up: 'M0 9 L5 0 L10 9 Z', down: 'M0 0 L5 9 L10 0 Z', same: 'M0 4 H10 V6 H0 Z' }

export function Stat({ label, value, delta, note, onClick }: StatProps) {
  const content = (
    <>
      <span class="stat__label">{label}</span>
      <span class="stat__value num">{value ?? <span class="skeleton" style={{ width: '70%' }} />}</span>
      {(delta || note) && (
        <span class="stat__note num">
          {delta && (
            <span class={classNames('stat__delta', `stat__delta--${delta.tone ?? 'plain'}`)}>
              <svg width="10" height="9" viewBox="0 0 10 9" fill="currentColor" aria-hidden="true">
                <path d={ARROWS[delta.direction]} />
              </svg>
              {delta.text}
            </span>
          )}
          {note}
        </span>
      )}
    </>
  )
  if (!onClick) return <div class="stat">{content}</div>
  return (
    <button type="button" class="stat stat--open" onClick={onClick}>
      {content}
    </button>
  )
}
