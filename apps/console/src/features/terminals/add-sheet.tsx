import type { Terminal } from '@ringfence/contract'
import { Field, SelectField } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { stores } from '../../data/stores.ts'
import { ConfirmSheet } from '../../parts/confirm-sheet.tsx'

export function AddSheet({ onClose, onDone }: { onClose: () => void; onDone: (terminal: Terminal) => void }) {
  const [name, setName] = useState('')
  const [chosen, choose] = useState<string>()
  const body = { name: name.trim(), storeId: chosen ?? stores.value[0]?.id ?? '' }
  return (
    <ConfirmSheet
      open
      title="Add a till"
      action="Add the till"
      disabled={body.name === '' || body.storeId === ''}
      content={body}
      call={idempotencyKey => api.createTerminal({ body, idempotencyKey })}
      onClose={onClose}
      onDone={onDone}
    >
      <Field
        label="Name"
        size="dense"
        placeholder="Till 3"
        hint="As people at the store call it; it stands on receipts."
        maxLength={60}
        value={name}
        onInput={event => setName(event.currentTarget.value)}
      />
      <SelectField
        label="Store"
        size="dense"
        value={body.storeId}
        options={stores.value.map(store => ({ value: store.id, label: store.name }))}
        onChange={event => choose(event.currentTarget.value)}
      />
    </ConfirmSheet>
  )
}
