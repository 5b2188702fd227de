/** QR and Code 128 of a pay code as SVG paths in units of one module. Loaded apart, as only this screen needs it. */
import { code128 } from 'bwip-js/generic'
import { generate } from 'lean-qr'

export interface BarSymbol {
  readonly width: number
  readonly height: number
  readonly path: string
}

/** Without the quiet zone: four modules on each side. */
export function qrOf(text: string): BarSymbol {
  const bits = generate(text)
  const { size } = bits
  let path = ''
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) if (bits.get(x, y)) path += `M${x} ${y}h1v1h-1z`
  }
  return { width: size, height: size, path }
}

/** Without the quiet zone: ten modules on each side. The height is one, as bars are stretched. */
export function code128Of(text: string): BarSymbol {
  let width = 0
  let path = ''
  return code128<BarSymbol>(
    { bcid: 'code128', text, scale: 1, height: 1 },
    {
      scale: () => [1, 1],
      measure: () => ({ width: 0, ascent: 0, descent: 0 }),
      init: total => {
        width = total
      },
      line: (x0, _y0, _x1, _y1, barWidth) => {
        // A bar is told by its middle, rounded up to a whole module.
        path += `M${Math.floor(x0 - barWidth / 2)} 0h${barWidth}v1h${-barWidth}z`
      },
      polygon: () => {},
      hexagon: () => {},
      ellipse: () => {},
      fill: () => {},
      text: () => {},
      end: () => ({ width, height: 1, path }),
    },
  )
}
