import type { BulkLoad, BulkLoadLine } from '@ringfence/contract'
import { Badge } from '@ringfence/ui'

const statuses = {
  preview: { word: 'Waits for approval', tone: 'warn' },
  posting: { word: 'Loading', tone: 'brand' },
  done: { word: 'Loaded', tone: 'good' },
  cancelled: { word: 'Cancelled', tone: 'plain' },
  undoing: { word: 'Taking back', tone: 'brand' },
  undone: { word: 'Taken back', tone: 'plain' },
} as const

export function BulkLoadStatus({ status }: Pick<BulkLoad, 'status'>) {
  return <Badge tone={statuses[status].tone}>{statuses[status].word}</Badge>
}

export const bulkLoadKinds = { employer: 'Employer', promotion: 'Promotion' } as const

export const lineWords = {
  ready: 'Ready',
  problem: 'Problem',
  loaded: 'Loaded',
  refused: 'Refused',
  undone: 'Taken back',
} as const
const lineTones = { ready: 'plain', problem: 'bad', loaded: 'good', refused: 'warn', undone: 'plain' } as const

export function LineStatus({ status }: Pick<BulkLoadLine, 'status'>) {
  return <Badge tone={lineTones[status]}>{lineWords[status]}</Badge>
}

/** Whether it is being written now, in portions. */
export function isMoving({ status }: Pick<BulkLoad, 'status'>): boolean {
  return status === 'posting' || status === 'undoing'
}
