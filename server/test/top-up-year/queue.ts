/** What is to happen, earliest first; of the same instant in the order it was put in. A binary heap, for a year has millions. */
export interface Queue {
  push(atMs: number, run: (atMs: number) => void): void
  /** Runs all that happens before `endMs`, and what it puts in. */
  runUntil(endMs: number): void
}

interface Entry {
  readonly atMs: number
  readonly order: number
  readonly run: (atMs: number) => void
}

export function newQueue(): Queue {
  const heap: Entry[] = []
  let pushed = 0
  return {
    push(atMs, run) {
      heap.push({ atMs, order: pushed++, run })
      rise(heap)
    },
    runUntil(endMs) {
      while (heap.length > 0 && heap[0]!.atMs < endMs) {
        const { atMs, run } = takeFirst(heap)
        run(atMs)
      }
    },
  }
}

function rise(heap: Entry[]): void {
  for (let i = heap.length - 1; i > 0; ) {
    const parent = (i - 1) >> 1
    if (!isBefore(heap[i]!, heap[parent]!)) return
    swap(heap, i, parent)
    i = parent
  }
}

function takeFirst(heap: Entry[]): Entry {
  swap(heap, 0, heap.length - 1)
  const first = heap.pop()!
  for (let i = 0; ; ) {
    let least = i
    for (const child of [2 * i + 1, 2 * i + 2]) {
      if (child < heap.length && isBefore(heap[child]!, heap[least]!)) least = child
    }
    if (least === i) return first
    swap(heap, i, least)
    i = least
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
}

function swap(heap: Entry[], i: number, j: number): void {
  const held = heap[i]!
  heap[i] = heap[j]!
  heap[j] = held
}
