import type { Pages } from '@ringfence/ui'
import { Button, Skeleton } from '@ringfence/ui'
import type { ComponentChildren } from 'preact'
import { Failure, StaleNote } from './failure.tsx'
import './paged.css'

interface PagedProps<Row> {
  pages: Pages<Row>
  children: ComponentChildren
}

/** Around a paged table: its skeleton, its failure, and the button for the next page. */
export function Paged<Row>({ pages, children }: PagedProps<Row>) {
  if (!pages.ready) {
    if (pages.failure) return <Failure failure={pages.failure} onRetry={pages.refresh} retrying={pages.loading} />
    return <Skeleton lines={8} />
  }
  return (
    <>
      {pages.failure && <StaleNote failure={pages.failure} onRetry={pages.refresh} retrying={pages.loading} />}
      {children}
      {pages.hasMore && (
        <div class="paged__more">
          <Button size="dense" onClick={pages.loadMore} loading={pages.loading}>
            Load more
          </Button>
        </div>
      )}
    </>
  )
}
