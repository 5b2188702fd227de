import { Ring, Skeleton } from '@ringfence/ui'
import { useEffect, useState } from 'preact/hooks'
import type { KeptDevice } from '../../kept.ts'
import { groupCode, stepMs } from './step.ts'
import type { BarSymbol } from './symbols.ts'
import { usePayCode } from './use-pay-code.ts'

type Symbols = typeof import('./symbols.ts')

/** The code as QR, as bars and as text: whatever the till can take. */
export function CodeCard({ device }: { device: KeptDevice }) {
  const { code, isWaiting, msLeft } = usePayCode(device)
  const [symbols, setSymbols] = useState<Symbols>()
  useEffect(() => void import('./symbols.ts').then(setSymbols), [])
  const seconds = Math.max(1, Math.ceil(msLeft / 1000))

  return (
    <section class="code-card" aria-label="Pay code">
      <div class="code-card__qr">
        {code && symbols ? <Drawing symbol={symbols.qrOf(code)} label="QR code to pay" /> : <Blank wait={isWaiting} />}
      </div>
      <p class="code-card__text num" data-testid="pay-code-text">
        {code ? groupCode(code) : ' '}
      </p>
      <div class="code-card__bars">
        {code && symbols && <Drawing symbol={symbols.code128Of(code)} label="Barcode to pay" stretch />}
      </div>
      <p class="code-card__time">
        <Ring progress={msLeft / stepMs} size={24} changeMs={250} />
        <span>
          New code in <b class="num">{seconds} s</b> · works without network
        </span>
      </p>
    </section>
  )
}

function Blank({ wait }: { wait: boolean }) {
  return wait ? <p class="code-card__wait">Your next code comes in a moment.</p> : <Skeleton height="100%" />
}

function Drawing({ symbol, label, stretch }: { symbol: BarSymbol; label: string; stretch?: boolean }) {
  return (
    <svg
      viewBox={`0 0 ${symbol.width} ${symbol.height}`}
      preserveAspectRatio={stretch ? 'none' : 'xMidYMid'}
      shape-rendering="crispEdges"
      role="img"
      aria-label={label}
    >
      <path d={symbol.path} fill="#000" />
    </svg>
  )
}
