import { signal } from '@preact/signals'
import { contrastRatio, mixHex, readableOn } from './contrast.ts'

export { contrastRatio } from './contrast.ts'

/** What a brand sets. Colours are `#rgb` or `#rrggbb`. */
export interface Theme {
  name: string
  brand: string
  accent: string
  /** The lighter end of the card's gradient; derived from `brand` when missing. */
  brand2?: string | undefined
  /** A CSS font family for the brand's name, already loaded by the app. */
  displayFont?: string | undefined
  logoUrl?: string | undefined
  cardArtUrl?: string | undefined
}

export interface ContrastIssue {
  use: string
  ratio: number
  required: number
}

/** The theme in use, for components that show the brand's name or logo. */
export const theme = signal<Theme | null>(null)

const LIGHT_SUNKEN = '#f3eee6'
const DARK_SUNKEN = '#2c2824'
const AA_TEXT = 4.5

/** White, else ink, else black: where white misses AA, black reaches it on every colour. */
function inkOn(background: string): string {
  return ['#ffffff', '#1c1a17'].find(text => contrastRatio(text, background) >= AA_TEXT) ?? '#000000'
}

/** Where the brand's own colours would miss WCAG AA. An empty list means the theme is safe as it is. */
export function checkTheme(candidate: Theme): ContrastIssue[] {
  const onBrand = inkOn(candidate.brand)
  const uses: [use: string, ratio: number, required: number][] = [
    ['text on the brand colour', contrastRatio(onBrand, candidate.brand), AA_TEXT],
    ['text at the light end of the card', contrastRatio(onBrand, lightEnd(candidate)), AA_TEXT],
    ['text on the accent colour', contrastRatio(inkOn(candidate.accent), candidate.accent), AA_TEXT],
    ['brand-coloured text on paper', contrastRatio(candidate.brand, '#faf7f2'), AA_TEXT],
    ['accent marks on white', contrastRatio(candidate.accent, '#ffffff'), 3],
  ]
  return uses
    .filter(([, ratio, required]) => ratio < required)
    .map(([use, ratio, required]) => ({ use, ratio, required }))
}

/** The gradient's light end: given, or the brand a little towards white while its text stays readable. */
function lightEnd({ brand, brand2 }: Theme): string {
  if (brand2) return brand2
  const onBrand = inkOn(brand)
  const lighter = mixHex(brand, '#ffffff', 0.18)
  return contrastRatio(onBrand, lighter) >= AA_TEXT ? lighter : brand
}

/** The CSS variables of a theme. Text in the brand's colour is darkened or lightened until it reaches AA. */
export function themeVariables(candidate: Theme): Record<string, string> {
  const end = lightEnd(candidate)
  return {
    '--brand': candidate.brand,
    '--brand-2': end,
    '--on-brand': inkOn(candidate.brand),
    '--brand-text-light': readableOn(end, LIGHT_SUNKEN),
    '--brand-text-dark': readableOn(end, DARK_SUNKEN),
    '--accent': candidate.accent,
    '--on-accent': inkOn(candidate.accent),
    ...(candidate.displayFont ? { '--brand-display': candidate.displayFont } : {}),
  }
}

/** Puts a brand's theme on the page. Answers where its colours miss WCAG AA, for the console to show. */
export function applyTheme(next: Theme, root: HTMLElement = document.documentElement): ContrastIssue[] {
  for (const [name, value] of Object.entries(themeVariables(next))) root.style.setProperty(name, value)
  if (!next.displayFont) root.style.removeProperty('--brand-display')
  theme.value = next
  return checkTheme(next)
}

/** Chooses light or dark; `auto` follows the device. */
export function applyColorScheme(
  scheme: 'light' | 'dark' | 'auto',
  root: HTMLElement = document.documentElement,
): void {
  if (scheme === 'auto') delete root.dataset.theme
  else root.dataset.theme = scheme
}
