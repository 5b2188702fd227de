import type { PaymentMethod } from '@ringfence/contract'
import { type Query, useQuery } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../session.ts'

export interface Methods {
  readonly query: Query<{ data: PaymentMethod[] }>
  /** The card to charge: chosen here, else the one of old, else the default. */
  readonly chosen: string | undefined
  readonly choose: (id: string) => void
}

/** The customer's saved cards, and which of them is to be charged. */
export function useMethods(earlier?: string): Methods {
  const query = useQuery('methods', signal => api.listMyPaymentMethods({ signal }))
  const [picked, choose] = useState<string>()
  const cards = query.data?.data ?? []
  const wanted = [picked, earlier].find(id => cards.some(card => card.id === id))
  return { query, chosen: wanted ?? (cards.find(card => card.isDefault) ?? cards[0])?.id, choose }
}
