import type { ComponentChildren } from 'preact'
import { OfflineBanner } from '../features/offline/offline-banner.tsx'
import { Header } from './header.tsx'
import { Nav } from './nav.tsx'
import './frame.css'

interface FrameProps {
  /** What the right column is, for those who don't see it. */
  sideLabel: string
  /** The right column; on a phone the screen shows it its own way. */
  side: ComponentChildren
  /** Stands above the navigation: on a phone, the way to the basket. */
  bar?: ComponentChildren
  children: ComponentChildren
}

/** Two columns on a tablet: what one works with, and what it comes to. */
export function Frame({ sideLabel, side, bar, children }: FrameProps) {
  return (
    <div class="frame">
      <div class="frame__left">
        <Header />
        <OfflineBanner />
        <main class="frame__main">{children}</main>
        {bar}
        <Nav />
      </div>
      {side && (
        <aside class="frame__side" aria-label={sideLabel}>
          {side}
        </aside>
      )}
    </div>
  )
}
