import type { AuditEvent } from '@ringfence/contract'
import { Badge, Button, Card, EmptyState, Table, toast, usePages } from '@ringfence/ui'
import { Download } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { useDeed } from '../../data/use-deed.ts'
import { Failure } from '../../parts/failure.tsx'
import { Page } from '../../parts/page.tsx'
import { Paged } from '../../parts/paged.tsx'
import { EventPanel } from './event-panel.tsx'
import { exportEvents } from './export.ts'
import { SealCard } from './seal-card.tsx'
import { type AuditSearch, SearchForm } from './search.tsx'
import './audit.css'
import { actorWords, deedWords, outcomes } from './words.ts'

const short = (id: string) => (id.length > 16 ? `${id.slice(0, 4)}…${id.slice(-6)}` : id)

const columns = [
  { id: 'deed', label: 'Deed', render: ({ operation }: AuditEvent) => deedWords(operation) },
  { id: 'at', label: 'Time', render: ({ at }: AuditEvent) => formatMoment(at) },
  {
    id: 'who',
    label: 'Who',
    render: ({ actor }: AuditEvent) => (
      <span title={actor.id ?? undefined}>
        {actorWords(actor)} {actor.id && <code class="faint">{short(actor.id)}</code>}
      </span>
    ),
  },
  {
    id: 'target',
    label: 'On what',
    render: ({ target }: AuditEvent) =>
      target ? (
        <span title={target.id}>
          {deedWords(target.kind)} <code class="faint">{short(target.id)}</code>
        </span>
      ) : (
        '–'
      ),
  },
  {
    id: 'result',
    label: 'Result',
    render: ({ outcome, errorCode }: AuditEvent) => (
      <>
        <Badge tone={outcomes[outcome].tone}>{outcomes[outcome].word}</Badge>{' '}
        <span class="faint">{errorCode?.replaceAll('_', ' ')}</span>
      </>
    ),
  },
  { id: 'number', label: 'Number', align: 'end' as const, render: ({ number }: AuditEvent) => number },
]

/** Who did what to what, and whether the record of it is whole. */
export function AuditPage() {
  const [search, setSearch] = useState<AuditSearch>({})
  const [opened, open] = useState<AuditEvent>()
  const pages = usePages(`audit ${JSON.stringify(search)}`, (cursor, signal) =>
    api.listAuditEvents({ query: { limit: 50, ...search, ...(cursor === undefined ? {} : { cursor }) }, signal }),
  )
  return (
    <Page title="Audit" filters={<Exports search={search} />}>
      <SealCard />
      <Card variant="flat" class="audit">
        <SearchForm
          onSearch={next => {
            if (JSON.stringify(next) === JSON.stringify(search)) pages.refresh()
            setSearch(next)
          }}
        />
        <Paged pages={pages}>
          <Table
            caption="What was done, newest first"
            columns={columns}
            rows={pages.rows}
            rowKey={event => event.id}
            onOpen={open}
            empty={
              <EmptyState title="Nothing found">
                Every write of staff, clients and the system is listed here, and what they were refused.
              </EmptyState>
            }
          />
        </Paged>
      </Card>
      {opened && <EventPanel key={opened.id} event={opened} onClose={() => open(undefined)} />}
    </Page>
  )
}

function Exports({ search }: { search: AuditSearch }) {
  const exporting = useDeed()
  const run = (format: 'csv' | 'jsonl') =>
    exporting.run(
      format,
      () => exportEvents(search, format),
      events => toast(`${events.length} events saved`),
    )
  if (exporting.failure) return <Failure failure={exporting.failure} onRetry={exporting.forget} />
  const icon = <Download size={17} aria-hidden="true" />
  return (
    <div class="audit-exports">
      <Button size="dense" icon={icon} loading={exporting.isBusy} onClick={() => run('csv')}>
        CSV
      </Button>
      <Button size="dense" icon={icon} loading={exporting.isBusy} onClick={() => run('jsonl')}>
        JSON lines
      </Button>
    </div>
  )
}
