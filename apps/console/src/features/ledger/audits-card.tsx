import type { Audit } from '@ringfence/contract'
import { Badge, Card, EmptyState, formatCount, formatTime, Skeleton, Table, useQuery } from '@ringfence/ui'
import { api } from '../../api.ts'
import { Failure } from '../../parts/failure.tsx'
import { checkNames } from './check-names.ts'

const columns = [
  { id: 'night', label: 'Night', render: ({ night }: Audit) => nightWords(night) },
  { id: 'at', label: 'At', render: ({ at }: Audit) => formatTime(at) },
  {
    id: 'transfers',
    label: 'Transfers',
    align: 'end' as const,
    render: ({ transfers }: Audit) => formatCount(transfers),
  },
  {
    id: 'ok',
    label: 'Result',
    render: ({ ok }: Audit) => <Badge tone={ok ? 'good' : 'bad'}>{ok ? 'Balanced' : 'Not balanced'}</Badge>,
  },
  {
    id: 'failed',
    label: 'What failed',
    render: ({ checks }: Audit) =>
      checks
        .filter(check => !check.ok)
        .map(({ name, detail }) => `${checkNames[name] ?? name}: ${detail}`)
        .join(' ') || '–',
  },
]

/** A date without a zone, `2026-11-21` → `21 Nov 2026`. */
function nightWords(night: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })
  return format.format(new Date(`${night}T00:00:00Z`))
}

/** What each night's self-audit found. */
export function AuditsCard() {
  const query = useQuery('audits', signal => api.listAudits({ signal }))
  const { data, failure, loading, reload } = query
  return (
    <Card variant="flat" title="Nightly audits" class="audits">
      {!data && failure && <Failure failure={failure} onRetry={reload} retrying={loading} />}
      {!data && !failure && <Skeleton lines={4} />}
      {data && (
        <Table
          caption="Nightly audits, newest first"
          columns={columns}
          rows={data.data}
          rowKey={audit => audit.night}
          empty={<EmptyState title="No audit yet">The first one runs tonight, by itself.</EmptyState>}
        />
      )}
    </Card>
  )
}
