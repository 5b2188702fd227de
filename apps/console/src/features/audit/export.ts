/** The trail as a file: all that the search finds, fetched in portions. */
import type { Answer, AuditEvent } from '@ringfence/contract'
import { api } from '../../api.ts'
import type { CsvColumn } from '../../data/csv.ts'
import { downloadCsv, downloadText } from '../../data/download.ts'
import type { AuditSearch } from './search.tsx'

const columns: CsvColumn<AuditEvent>[] = [
  { label: 'number', value: event => event.number },
  { label: 'id', value: event => event.id },
  { label: 'at', value: event => event.at },
  { label: 'actor', value: event => event.actor.kind },
  { label: 'actor id', value: event => event.actor.id },
  { label: 'role', value: event => event.actor.role },
  { label: 'terminal', value: event => event.actor.terminalId },
  { label: 'client', value: event => event.actor.clientId },
  { label: 'session', value: event => event.actor.sessionId },
  { label: 'operation', value: event => event.operation },
  { label: 'target', value: event => event.target?.kind ?? null },
  { label: 'target id', value: event => event.target?.id ?? null },
  { label: 'outcome', value: event => event.outcome },
  { label: 'status', value: event => event.status },
  { label: 'error code', value: event => event.errorCode },
  { label: 'request', value: event => event.requestId },
  { label: 'digests of', value: event => event.digests.of },
  { label: 'before', value: event => event.digests.before },
  { label: 'after', value: event => event.digests.after },
  { label: 'figures', value: event => JSON.stringify(event.figures) },
  { label: 'sealed', value: event => String(event.sealed) },
]

/** More than this is a job for `ringfence audit export`. */
const eventsMax = 100_000

export async function exportEvents(search: AuditSearch, format: 'csv' | 'jsonl'): Promise<Answer<AuditEvent[]>> {
  const events: AuditEvent[] = []
  let cursor: string | null = null
  do {
    const answer: Answer<{ data: AuditEvent[]; nextCursor: string | null }> = await api.exportAuditEvents({
      query: { ...search, ...(cursor === null ? {} : { cursor }) },
    })
    if (!answer.ok) return answer
    events.push(...answer.data.data)
    cursor = answer.data.nextCursor
  } while (cursor !== null && events.length < eventsMax)
  if (format === 'csv') downloadCsv('audit-events', columns, events)
  else downloadText('audit-events.jsonl', events.map(event => `${JSON.stringify(event)}\n`).join(''))
  return { ok: true, data: events } as Answer<AuditEvent[]>
}
