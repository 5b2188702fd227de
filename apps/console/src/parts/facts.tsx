import type { ComponentChildren } from 'preact'
import './facts.css'

/** Labels and what they say, one a line. */
export function Facts({ children }: { children: ComponentChildren }) {
  return <dl class="facts num">{children}</dl>
}

export function Fact({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}
