import { Banner, IconButton, online } from '@ringfence/ui'
import { ChevronLeft } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { holder, walletFailure } from '../wallet.ts'
import { Nav } from './nav.tsx'
import './frame.css'

export function Frame({ children }: { children: ComponentChildren }) {
  return (
    <div class="frame">
      <Nav />
      <main class="frame__main">
        <Connection />
        {children}
      </main>
    </div>
  )
}

function Connection() {
  const isCutOff = holder.value !== undefined && walletFailure.value?.code === 'network'
  if (online.value && !isCutOff) return null
  return (
    <Banner tone="offline" title={online.value ? 'No connection' : 'You are offline'}>
      You can still pay.
    </Banner>
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
