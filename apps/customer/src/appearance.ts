/** Light, dark, or as the device: chosen on the You screen and kept on this device. */
import { signal } from '@preact/signals'
import { applyColorScheme } from '@ringfence/ui'

export type Appearance = 'auto' | 'light' | 'dark'

const memory = 'ringfence.appearance'
export const appearance = signal<Appearance>('auto')

export function openAppearance(): void {
  const chosen = localStorage.getItem(memory)
  appearance.value = chosen === 'light' || chosen === 'dark' ? chosen : 'auto'
  applyColorScheme(appearance.value)
}

export function chooseAppearance(chosen: Appearance): void {
  localStorage.setItem(memory, chosen)
  appearance.value = chosen
  applyColorScheme(chosen)
}
