import { Button, Field, SelectField } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { instantOf } from '../../data/moment.ts'

export interface AuditSearch {
  actor?: string
  operation?: string
  target?: string
  outcome?: 'done' | 'refused' | 'failed'
  from?: string
  to?: string
}

const any = { value: '', label: 'Any' }
const results = [
  any,
  { value: 'done', label: 'Done' },
  { value: 'refused', label: 'Refused' },
  { value: 'failed', label: 'Failed' },
]

/** What is typed is searched for only when it is sent: half an id finds nothing. */
export function SearchForm({ onSearch }: { onSearch: (search: AuditSearch) => void }) {
  const [draft, setDraft] = useState({ actor: '', operation: '', target: '', outcome: '', from: '', to: '' })
  const bind = (name: keyof typeof draft) => ({
    value: draft[name],
    onInput: (event: { currentTarget: { value: string } }) => setDraft({ ...draft, [name]: event.currentTarget.value }),
  })
  const text = (name: 'actor' | 'operation' | 'target') => ({
    ...bind(name),
    size: 'dense' as const,
    maxLength: 80,
    autoComplete: 'off',
    spellcheck: false,
  })
  return (
    <form
      class="audit-search"
      aria-label="Search the trail"
      onSubmit={event => {
        event.preventDefault()
        onSearch(searchOf(draft))
      }}
    >
      <Field label="Who" placeholder="stf_…, or system" {...text('actor')} />
      <Field label="Deed" placeholder="takeRefund" {...text('operation')} />
      <Field label="On what" placeholder="pay_…" {...text('target')} />
      <SelectField label="Result" size="dense" options={results} {...bind('outcome')} />
      <Field label="From" type="datetime-local" size="dense" {...bind('from')} />
      <Field label="Until" type="datetime-local" size="dense" {...bind('to')} />
      <Button size="dense" type="submit">
        Search
      </Button>
    </form>
  )
}

function searchOf(draft: Record<'actor' | 'operation' | 'target' | 'outcome' | 'from' | 'to', string>): AuditSearch {
  const given = { ...draft, from: instantOf(draft.from) ?? '', to: instantOf(draft.to) ?? '' }
  const filled = Object.entries(given).map(([name, value]) => [name, value.trim()])
  return Object.fromEntries(filled.filter(([, value]) => value !== ''))
}
