/** The brand this till belongs to: its name, colours and limits. Loaded before the first screen. */
import { type Signal, signal } from '@preact/signals'
import type { Brand } from '@ringfence/contract'
import { applyTheme } from '@ringfence/ui'

const unknown: Brand = {
  name: 'Till',
  currency: 'USD',
  theme: { brand: '#123c4a', brandSecond: '#1d6074', accent: '#d9733b' },
  loadPresets: [],
  loadMinimum: 1,
  balanceMaximum: 1_000_000_000_000,
  gifts: { amountMinimum: 1, amountMaximum: 1_000_000_000_000, presets: [] },
  tipPercents: [],
  sandbox: false,
}

export const brand: Signal<Brand> = signal(unknown)

export function setBrand(loaded: Brand): void {
  const { brand: main, brandSecond, accent } = loaded.theme
  applyTheme({ name: loaded.name, brand: main, brand2: brandSecond, accent })
  document.title = `${loaded.name} till`
  brand.value = loaded
}
