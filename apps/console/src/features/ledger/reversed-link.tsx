import type { Transfer } from '@ringfence/contract'
import type { Pages } from '@ringfence/ui'
import { toast } from '@ringfence/ui'
import { useEffect, useState } from 'preact/hooks'

/** So many pages are read to find a transfer before giving up. */
const pagesMax = 20

/** Leads from a reversal to what it reverses, reading on in the list until it is there. */
export function ReversedLink({ id, pages }: { id: string; pages: Pages<Transfer> }) {
  const [pagesLeft, setPagesLeft] = useState(0)
  const isSeeking = pagesLeft > 0
  const isHere = pages.rows.some(row => row.id === id)

  useEffect(() => {
    if (!isSeeking || pages.loading) return
    if (isHere) {
      setPagesLeft(0)
      show(id)
    } else if (pages.hasMore && pagesLeft > 1 && !pages.failure) {
      setPagesLeft(pagesLeft - 1)
      pages.loadMore()
    } else {
      setPagesLeft(0)
      toast('The reversed transfer is further back than this list goes. Load more to reach it.', { tone: 'bad' })
    }
  }, [isSeeking, pages.loading, isHere, pagesLeft])

  return (
    <button type="button" class="text-link" aria-busy={isSeeking} onClick={() => setPagesLeft(pagesMax)}>
      {isSeeking ? 'looking…' : 'see reversed'}
    </button>
  )
}

/** Scrolls to the row and marks it for a moment. */
function show(id: string): void {
  const row = document.getElementById(id)?.closest('tr')
  if (!row) return
  row.scrollIntoView({ block: 'center' })
  row.classList.add('transfers__found')
  setTimeout(() => row.classList.remove('transfers__found'), 3_000)
}
