const HEX = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i

/** Red, green and blue, 0–255, of `#rgb` or `#rrggbb`. Throws a TypeError on anything else. */
export function parseHex(hex: string): [number, number, number] {
  const digits = HEX.exec(hex)?.[1]
  if (!digits) throw new TypeError(`not a hex colour: ${hex}`)
  const full = digits.length === 3 ? [...digits].map(digit => digit + digit).join('') : digits
  const channel = (at: number) => Number.parseInt(full.slice(at, at + 2), 16)
  return [channel(0), channel(2), channel(4)]
}

function luminance(hex: string): number {
  const linear = parseHex(hex).map(channel => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  const [red = 0, green = 0, blue = 0] = linear
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** The WCAG 2 contrast ratio of two colours, 1 to 21. */
export function contrastRatio(hexA: string, hexB: string): number {
  const [dark = 0, light = 0] = [luminance(hexA), luminance(hexB)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

/** The colour `share` (0–1) of the way from one to another. */
export function mixHex(from: string, to: string, share: number): string {
  const target = parseHex(to)
  const mixed = parseHex(from).map((channel, at) => Math.round(channel + ((target[at] ?? 0) - channel) * share))
  return `#${mixed.map(channel => channel.toString(16).padStart(2, '0')).join('')}`
}

/** The colour nearest to `hex` that reaches the ratio on the background, moving towards black or white. */
export function readableOn(hex: string, background: string, ratio = 4.5): string {
  const pole = contrastRatio('#000000', background) > contrastRatio('#ffffff', background) ? '#000000' : '#ffffff'
  for (let step = 0; step <= 20; step++) {
    const candidate = mixHex(hex, pole, step / 20)
    if (contrastRatio(candidate, background) >= ratio) return candidate
  }
  return pole
}
