import { shownCardNumber } from '@ringfence/contract'
import { Skeleton } from '@ringfence/ui'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { widthOfBars } from '../pay/bar-width.ts'
import { loadSymbols } from '../pay/load-symbols.ts'

/** The code of a gift card as QR, bars and text: whatever the till can take. */
export function CardCode({ code }: { code: string }) {
  const [draw, setDraw] = useState<Awaited<ReturnType<typeof loadSymbols>>>()
  useEffect(() => void loadSymbols().then(module => setDraw(() => module)), [])
  const drawn = useMemo(() => draw && { qr: draw.qrOf(code), bars: draw.code128Of(code) }, [draw, code])
  const room = Math.min(globalThis.innerWidth - 120, 320)
  return (
    <section class="code-view" aria-label="Code of the gift card">
      {drawn ? (
        <>
          <svg
            class="code-view__qr"
            viewBox={`0 0 ${drawn.qr.width} ${drawn.qr.height}`}
            role="img"
            aria-label="QR code of the gift card"
            shape-rendering="crispEdges"
          >
            <path d={drawn.qr.path} />
          </svg>
          <div class="code-view__bars">
            <svg
              style={{ width: widthOfBars(drawn.bars.width, room, devicePixelRatio) }}
              viewBox={`0 0 ${drawn.bars.width} 1`}
              preserveAspectRatio="none"
              role="img"
              aria-label="Barcode of the gift card"
              shape-rendering="crispEdges"
            >
              <path d={drawn.bars.path} />
            </svg>
          </div>
        </>
      ) : (
        <Skeleton height="240px" />
      )}
      <p class="code-view__text num" data-testid="gift-card-code">
        {shownCardNumber(code)}
      </p>
    </section>
  )
}
