/** The payments of this store, as far as they are loaded, kept fresh by live events. */
import type { Answer, PaymentSummary, Reply } from '@ringfence/contract'
import { useCallback, useEffect, useState } from 'preact/hooks'
import { type Advice, adviceFor } from '../../advice.ts'
import { onLive } from '../../live.ts'
import { ask } from '../../remote.ts'
import { api } from '../../session.ts'
import { mergePayments } from './find.ts'

const pageSize = 60

export interface PaymentsList {
  readonly payments: readonly PaymentSummary[]
  readonly state: 'loading' | 'ready' | 'failed'
  readonly trouble: Advice | undefined
  readonly hasMore: boolean
  readonly loadMore: () => void
  readonly refresh: () => void
}

export function usePayments(storeId: string): PaymentsList {
  const [payments, setPayments] = useState<readonly PaymentSummary[]>([])
  const [state, setState] = useState<PaymentsList['state']>('loading')
  const [trouble, setTrouble] = useState<Advice | undefined>()
  const [cursor, setCursor] = useState<string | null>(null)

  const take = useCallback((answer: Answer<Reply<'listPayments'>>, isOlder: boolean) => {
    if (!answer.ok) {
      setTrouble(adviceFor(answer.code, answer.problem))
      setState(before => (before === 'ready' ? before : 'failed'))
      return
    }
    setPayments(known => mergePayments(known, answer.data.data))
    // A refresh of the newest page must not lose how far back one has gone.
    setCursor(before => (isOlder || before === null ? answer.data.nextCursor : before))
    setTrouble(undefined)
    setState('ready')
  }, [])

  const refresh = useCallback(() => {
    void ask(() => api.listPayments({ query: { storeId, limit: pageSize } })).then(answer => take(answer, false))
  }, [storeId, take])
  const loadMore = useCallback(() => {
    if (cursor === null) return
    const query = { storeId, limit: pageSize, cursor }
    void ask(() => api.listPayments({ query })).then(answer => take(answer, true))
  }, [storeId, cursor, take])

  useEffect(refresh, [refresh])
  useEffect(() => onLive(refresh), [refresh])
  return { payments, state, trouble, hasMore: cursor !== null, loadMore, refresh }
}
