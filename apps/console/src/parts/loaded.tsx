import type { Query } from '@ringfence/ui'
import { Skeleton } from '@ringfence/ui'
import type { ComponentChildren } from 'preact'
import { Failure, StaleNote } from './failure.tsx'

interface LoadedProps<T> {
  query: Query<T>
  children: (data: T) => ComponentChildren
}

/** Around what one answer is made of: its skeleton, its failure, a note when it is old. */
export function Loaded<T>({ query: { data, failure, loading, reload }, children }: LoadedProps<T>) {
  if (data === undefined) {
    return failure ? <Failure failure={failure} onRetry={reload} retrying={loading} /> : <Skeleton lines={8} />
  }
  return (
    <>
      {failure && <StaleNote failure={failure} onRetry={reload} retrying={loading} />}
      {children(data)}
    </>
  )
}
