/** Gift cards sold at this till lately, kept on the device so that a mistake can be undone. No number and no code is kept. */
import { signal } from '@preact/signals'
import { get, set } from 'idb-keyval'
import { nowMs } from '../../clock.ts'
import { work } from '../../session.ts'

export interface GiftSale {
  readonly kind: 'card' | 'egift'
  /** Of the activation, or of the gift. */
  readonly id: string
  readonly label: string
  readonly amount: number
  readonly currency: string
  readonly atMs: number
  readonly isUndone: boolean
}

const keptMax = 30
const nameOf = () => `gift-sales:${work.value?.terminal.id}`

export const sales = signal<readonly GiftSale[]>([])

export async function readSales(): Promise<void> {
  sales.value = (await get<GiftSale[]>(nameOf()).catch(() => undefined)) ?? []
}

export async function addSale(sale: Omit<GiftSale, 'atMs' | 'isUndone'>): Promise<void> {
  await keep([{ ...sale, atMs: nowMs(), isUndone: false }, ...sales.value.filter(({ id }) => id !== sale.id)])
}

export async function markUndone(id: string): Promise<void> {
  await keep(sales.value.map(sale => (sale.id === id ? { ...sale, isUndone: true } : sale)))
}

async function keep(next: readonly GiftSale[]): Promise<void> {
  sales.value = next.slice(0, keptMax)
  await set(nameOf(), sales.value).catch(() => undefined)
}
