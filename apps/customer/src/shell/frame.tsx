import { Banner, IconButton, online } from '@ringfence/ui'
import { ChevronLeft } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { Nav } from './nav.tsx'
import './frame.css'

export function Frame({ children }: { children: ComponentChildren }) {
  return (
    <div class="frame">
      <Nav />
      <main class="frame__main">
        {!online.value && (
          <Banner tone="offline" title="You are offline">
            Paying works. The rest is as you saw it last.
          </Banner>
        )}
        {children}
      </main>
    </div>
  )
}

interface PageHeadProps {
  title: ComponentChildren
  detail?: ComponentChildren
  onBack?: () => void
}

export function PageHead({ title, detail, onBack }: PageHeadProps) {
  return (
    <header class="page-head">
      {onBack && (
        <IconButton label="Back" variant="raised" onClick={onBack}>
          <ChevronLeft size={24} />
        </IconButton>
      )}
      <div>
        <h1 class="page-head__title">{title}</h1>
        {detail && <p class="dim">{detail}</p>}
      </div>
    </header>
  )
}
