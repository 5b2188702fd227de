import type { ComponentChildren } from 'preact'
import './ring.css'

export interface RingProps {
  /** The share that is closed, 0 to 1. */
  progress: number
  /** Pixels. */
  size?: number | undefined
  stroke?: number | undefined
  tone?: 'accent' | 'brand' | 'good' | 'bad' | 'current' | undefined
  /** Says what it shows; without it the ring is decoration. */
  label?: string | undefined
  /** How long a change takes: 1000 for a countdown moved each second, else 250. */
  changeMs?: number | undefined
  children?: ComponentChildren
}

/** A ring that closes clockwise from the top, with room for a figure inside. */
export function Ring({ progress, size = 28, stroke = 3, tone = 'accent', label, changeMs = 250, children }: RingProps) {
  const radius = (size - stroke) / 2
  const share = Math.min(1, Math.max(0, progress))
  return (
    <span class={`ring ring--${tone}`} style={{ width: size, height: size }}>
      <svg width={size} height={size} stroke-width={stroke} aria-hidden="true">
        <circle class="ring__track" cx={size / 2} cy={size / 2} r={radius} />
        <circle
          class="ring__arc"
          cx={size / 2}
          cy={size / 2}
          r={radius}
          pathLength={1}
          style={{ strokeDashoffset: 1 - share, opacity: share === 0 ? 0 : 1, transitionDuration: `${changeMs}ms` }}
        />
      </svg>
      {label && <span class="visually-hidden">{label}</span>}
      {children && <span class="ring__inside num">{children}</span>}
    </span>
  )
}
