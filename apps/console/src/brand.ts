import { signal } from '@preact/signals'
import type { Failed } from '@ringfence/contract'
import { type Brand, createClient } from '@ringfence/contract'
import { applyTheme } from '@ringfence/ui'

export const brand = signal<Brand | undefined>(undefined)

/** Reads the brand and puts its theme on the page; answers the failure, if any. */
export async function loadBrand(): Promise<Failed | undefined> {
  const answer = await createClient({ baseUrl: location.origin }).getBrand({})
  if (!answer.ok) return answer
  const { name, theme } = answer.data
  applyTheme({ name, brand: theme.brand, brand2: theme.brandSecond, accent: theme.accent })
  brand.value = answer.data
  return undefined
}
