import type { ComponentChildren } from 'preact'
import './badge.css'

export interface BadgeProps {
  tone?: 'plain' | 'good' | 'warn' | 'bad' | 'brand' | 'accent' | undefined
  children: ComponentChildren
}

export function Badge({ tone = 'plain', children }: BadgeProps) {
  return <span class={`badge badge--${tone} num`}>{children}</span>
}
