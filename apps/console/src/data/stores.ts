/** The stores, read once for each sign-in: names and time zones for lists that carry only a store's id. */
import { computed, signal } from '@preact/signals'
import type { Store } from '@ringfence/contract'
import { api } from '../api.ts'

export const stores = signal<readonly Store[]>([])
const zones = computed(() => new Map(stores.value.map(store => [store.id, store.timeZone])))

export async function loadStores(): Promise<void> {
  const answer = await api.listStores({})
  if (answer.ok) stores.value = answer.data.data
}

/** Undefined while the stores are unknown; times are then shown in the device's zone. */
export function zoneOf(storeId: string): string | undefined {
  return zones.value.get(storeId)
}
