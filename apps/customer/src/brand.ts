/** The brand of this wallet. The one of the last visit is used until the network has answered. */
import { type Signal, signal } from '@preact/signals'
import { type Answer, type Brand, createClient } from '@ringfence/contract'
import { applyTheme } from '@ringfence/ui'
import { keep, kept } from './kept.ts'

export const brand: Signal<Brand | undefined> = signal(undefined)

/** Answers the failure only when no earlier visit left a brand. */
export async function loadBrand(): Promise<Answer<Brand> | undefined> {
  const earlier = await kept('brand')
  if (earlier) useBrand(earlier)
  const asking = createClient({ baseUrl: location.origin })
    .getBrand({})
    .then(answer => {
      if (!answer.ok) return answer
      useBrand(answer.data)
      void keep('brand', answer.data)
      return answer
    })
  return earlier ? undefined : asking
}

function useBrand(loaded: Brand): void {
  const { brand: main, brandSecond, accent } = loaded.theme
  applyTheme({ name: loaded.name, brand: main, brand2: brandSecond, accent })
  document.title = loaded.name
  brand.value = loaded
}
