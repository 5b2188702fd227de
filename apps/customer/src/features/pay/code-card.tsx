import { Ring, Skeleton } from '@ringfence/ui'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { KeptDevice } from '../../kept.ts'
import { widthOfBars } from './bar-width.ts'
import { loadSymbols } from './load-symbols.ts'
import { groupCode, stepMs } from './step.ts'
import type { BarSymbol } from './symbols.ts'
import { usePayCode } from './use-pay-code.ts'

/** The code as QR, as bars and as text: whatever the till can take. */
export function CodeCard({ device }: { device: KeptDevice }) {
  const { code, isWaiting, msLeft } = usePayCode(device)
  const drawn = useSymbols(code)
  const bars = useWidth()
  const seconds = Math.max(1, Math.ceil(msLeft / 1000))

  return (
    <section class="code-card" aria-label="Pay code">
      <div class="code-card__qr">
        {drawn ? <Drawing symbol={drawn.qr} label="QR code to pay" /> : <Blank wait={isWaiting} />}
      </div>
      <p class="code-card__text num" data-testid="pay-code-text">
        {code ? groupCode(code) : ' '}
      </p>
      <div class="code-card__bars" ref={bars.place}>
        {drawn && <Drawing symbol={drawn.bars} label="Barcode to pay" room={bars.width} />}
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

/** Drawn once for each code, not with each tick of the countdown. */
function useSymbols(code: string | undefined) {
  const [symbols, setSymbols] = useState<Awaited<ReturnType<typeof loadSymbols>>>()
  useEffect(() => void loadSymbols().then(module => setSymbols(() => module)), [])
  return useMemo(
    () => (code && symbols ? { qr: symbols.qrOf(code), bars: symbols.code128Of(code) } : undefined),
    [code, symbols],
  )
}

function useWidth() {
  const place = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (!place.current) return
    const watch = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0))
    watch.observe(place.current)
    return () => watch.disconnect()
  }, [])
  return { place, width }
}

interface DrawingProps {
  symbol: BarSymbol
  label: string
  /** Pixels that bars may fill. Without it the drawing fills its place. */
  room?: number
}

function Drawing({ symbol, label, room }: DrawingProps) {
  const width = room === undefined ? undefined : widthOfBars(symbol.width, room, devicePixelRatio)
  return (
    <svg
      style={width === undefined ? undefined : { width }}
      viewBox={`0 0 ${symbol.width} ${symbol.height}`}
      preserveAspectRatio={room === undefined ? 'xMidYMid' : 'none'}
      shape-rendering="crispEdges"
      role="img"
      aria-label={label}
    >
      <path d={symbol.path} fill="#000" />
    </svg>
  )
}
