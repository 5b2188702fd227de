import type { CreateBulkLoad } from '@ringfence/contract'
import { Banner, Button, Card, Field, Segmented } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { Link, useLocation } from 'wouter-preact'
import { api } from '../../api.ts'
import { failureSentence } from '../../data/failure.ts'
import { instantOf } from '../../data/moment.ts'
import { useDeed } from '../../data/use-deed.ts'
import '../../parts/form.css'
import { Page } from '../../parts/page.tsx'
import './bulk-loads.css'
import { ListField, type ListWishes } from './list-field.tsx'

interface Draft {
  name: string
  kind: CreateBulkLoad['kind']
  /** As the date field holds it; the promotion ends with that day. */
  lastDay: string
  list: ListWishes | undefined
}

const kinds = [
  { id: 'employer' as const, label: 'Employer pays' },
  { id: 'promotion' as const, label: 'Promotion' },
]

/** A list is proposed here; nothing is loaded before someone else has approved it. */
export function NewBulkLoadPage() {
  const [, navigate] = useLocation()
  const [draft, setDraft] = useState<Draft>({ name: '', kind: 'employer', lastDay: '', list: undefined })
  const [hasTried, setTried] = useState(false)
  const deed = useDeed()
  const change = (part: Partial<Draft>) => setDraft(old => ({ ...old, ...part }))
  const troubles = troublesOf(draft)

  async function propose(): Promise<void> {
    setTried(true)
    if (Object.keys(troubles).length > 0) return
    const body = bodyOf(draft)
    await deed.run(
      body,
      idempotencyKey => api.createBulkLoad({ body, idempotencyKey }),
      load => navigate(`/bulk-loads/${load.id}`),
    )
  }

  return (
    <Page title="New bulk load" crumb={<Link href="/bulk-loads">Bulk loads</Link>}>
      <form
        class="new-bulk-load"
        onSubmit={event => {
          event.preventDefault()
          void propose()
        }}
      >
        <Card variant="flat" title="What it is">
          <div class="form">
            <Segmented label="Kind" size="dense" items={kinds} value={draft.kind} onChange={kind => change({ kind })} />
            <p class="dim">
              {draft.kind === 'employer'
                ? 'Money that an employer owes or paid. It never expires, and the customers keep it.'
                : 'Value the brand gives. It is spent before paid money, and what is left after the last day expires.'}
            </p>
            <Field
              label="Name"
              size="dense"
              hint="Who pays, or what for."
              maxLength={120}
              value={draft.name}
              error={hasTried ? troubles.name : undefined}
              onInput={event => change({ name: event.currentTarget.value })}
            />
            {draft.kind === 'promotion' && (
              <Field
                label="Last day"
                type="date"
                size="dense"
                value={draft.lastDay}
                error={hasTried ? troubles.lastDay : undefined}
                onInput={event => change({ lastDay: event.currentTarget.value })}
              />
            )}
          </div>
        </Card>
        <Card variant="flat" title="The list">
          <ListField
            list={draft.list}
            onChange={list => change({ list })}
            error={hasTried ? troubles.list : undefined}
          />
        </Card>
        {deed.failure && <Banner tone="bad">{refusal(deed.failure)}</Banner>}
        <div class="actions">
          <Button type="submit" variant="primary" loading={deed.isBusy}>
            Preview
          </Button>
          <p class="dim new-bulk-load__note">
            Nothing is loaded yet: you see each line first, then someone else approves.
          </p>
        </div>
      </form>
    </Page>
  )
}

function troublesOf({ name, kind, lastDay, list }: Draft): { name?: string; lastDay?: string; list?: string } {
  return {
    ...(name.trim() === '' ? { name: 'Give it a name, so that others know what it is.' } : {}),
    ...(kind === 'promotion' && lastDay === '' ? { lastDay: 'Choose the last day of the promotion.' } : {}),
    ...(list === undefined ? { list: 'Choose a CSV file.' } : {}),
  }
}

function bodyOf({ name, kind, lastDay, list }: Draft): CreateBulkLoad {
  const expiresAt = kind === 'promotion' ? instantOf(`${lastDay}T23:59:59`) : undefined
  const { file, customer, amount, decimalMark } = list!
  return {
    name: name.trim(),
    kind,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    csv: { text: file.text, separator: file.separator, decimalMark, columns: { customer, amount } },
  }
}

/** Says which part of the form the server did not take. */
function refusal(failure: Parameters<typeof failureSentence>[0]): string {
  const [pointer = ''] = failure.problem.pointers ?? []
  if (pointer === '/expiresAt') return 'The last day has to lie ahead.'
  if (pointer.startsWith('/csv/columns')) return 'A column is not in the list. Choose the columns again.'
  if (pointer === '/csv/text') return 'The list has no lines, or more than 10,000. Split it and try again.'
  return failureSentence(failure)
}
