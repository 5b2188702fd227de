import { generate } from 'lean-qr'
import { useMemo } from 'preact/hooks'
import './qr-code.css'

/** Modules on each side that stay white, so that a reader finds the code. */
const quietModules = 4

interface QrCodeProps {
  /** What it holds. */
  text: string
  /** What it is, for those who don't see it. */
  label: string
}

/** A QR code as wide as its place, dark on white in every theme: readers need it so. */
export function QrCode({ text, label }: QrCodeProps) {
  const { size, path } = useMemo(() => qrPath(text), [text])
  const whole = size + 2 * quietModules
  return (
    <svg
      class="qr-code"
      viewBox={`${-quietModules} ${-quietModules} ${whole} ${whole}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <path d={path} />
    </svg>
  )
}

/** The dark modules as one path, in units of a module. */
export function qrPath(text: string): { size: number; path: string } {
  const bits = generate(text)
  const { size } = bits
  let path = ''
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) if (bits.get(x, y)) path += `M${x} ${y}h1v1h-1z`
  }
  return { size, path }
}
