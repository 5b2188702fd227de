import type { Answer, Failed } from '@ringfence/contract'
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { mergeHead } from './merge-head.ts'

export interface ListPage<Row> {
  data: Row[]
  nextCursor: string | null
}

export interface Pages<Row> {
  readonly rows: Row[]
  /** False until the first page is here. */
  readonly ready: boolean
  readonly loading: boolean
  readonly failure: Failed | undefined
  readonly hasMore: boolean
  readonly loadMore: () => void
  /** Fetches the newest page again and puts what is new before the rest. */
  readonly refresh: () => void
}

interface State<Row> {
  key: string
  rows: Row[]
  ready: boolean
  loading: boolean
  failure: Failed | undefined
  cursor: string | null
}

const blank = <Row>(key: string): State<Row> => ({
  key,
  rows: [],
  ready: false,
  loading: true,
  failure: undefined,
  cursor: null,
})

type LoadPage<Row> = (cursor: string | undefined, signal: AbortSignal) => Promise<Answer<ListPage<Row>>>

/** A list that is read page by page, newest first. The key names everything that `load` depends on. */
export function usePages<Row extends { id: string }>(key: string, load: LoadPage<Row>): Pages<Row> {
  const [state, setState] = useState<State<Row>>(() => blank(key))
  const latestLoad = useRef(load)
  latestLoad.current = load
  const scope = useRef(new AbortController())

  const fetchPage = useCallback(
    async (cursor: string | undefined) => {
      const { signal } = scope.current
      setState(old => ({ ...(old.key === key ? old : blank<Row>(key)), loading: true }))
      const answer = await latestLoad.current(cursor, signal)
      if (!signal.aborted) setState(old => settle(old, answer, cursor))
    },
    [key],
  )

  useEffect(() => {
    scope.current = new AbortController()
    const { current } = scope
    void fetchPage(undefined)
    return () => current.abort()
  }, [fetchPage])

  const refresh = useCallback(() => void fetchPage(undefined), [fetchPage])
  const shown = state.key === key ? state : blank<Row>(key)
  return {
    rows: shown.rows,
    ready: shown.ready,
    loading: shown.loading,
    failure: shown.failure,
    hasMore: shown.cursor !== null,
    loadMore: () => {
      if (shown.cursor !== null && !shown.loading) void fetchPage(shown.cursor)
    },
    refresh,
  }
}

function settle<Row extends { id: string }>(
  old: State<Row>,
  answer: Answer<ListPage<Row>>,
  cursor: string | undefined,
): State<Row> {
  if (!answer.ok) return { ...old, loading: false, failure: answer }
  const { data, nextCursor } = answer.data
  const done = { ...old, ready: true, loading: false, failure: undefined }
  if (cursor !== undefined) return { ...done, rows: [...old.rows, ...data], cursor: nextCursor }
  const merged = mergeHead(old.rows, data)
  return { ...done, rows: merged.rows, cursor: merged.joined ? old.cursor : nextCursor }
}
