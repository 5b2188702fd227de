import { CircleAlert, Info, TriangleAlert, WifiOff } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import './banner.css'

export interface BannerProps {
  tone?: 'info' | 'warn' | 'bad' | 'offline' | undefined
  title?: ComponentChildren
  action?: ComponentChildren
  children?: ComponentChildren
}

const ICONS = { info: Info, warn: TriangleAlert, bad: CircleAlert, offline: WifiOff }

export function Banner({ tone = 'info', title, action, children }: BannerProps) {
  const Icon = ICONS[tone]
  return (
    <div class={`banner banner--${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon size={20} aria-hidden="true" />
      <div class="banner__text">
        {title && <p class="banner__title">{title}</p>}
        {children && <p>{children}</p>}
      </div>
      {action}
    </div>
  )
}
