import { SelectField } from '@ringfence/ui'
import { stores } from '../../data/stores.ts'
import { needsStore, roleOptions, type StaffRole } from './words.tsx'

export interface Position {
  readonly role: StaffRole
  readonly storeId: string | undefined
}

interface PositionFieldsProps {
  position: Position
  onChange: (position: Position) => void
}

/** A role, and for people at tills the store that they belong to. */
export function PositionFields({ position: { role, storeId }, onChange }: PositionFieldsProps) {
  const choose = (next: StaffRole) =>
    onChange({ role: next, storeId: needsStore(next) ? (storeId ?? stores.value[0]?.id) : undefined })
  return (
    <>
      <SelectField
        label="Role"
        size="dense"
        hint={role === 'administrator' ? 'A second administrator has to approve this.' : undefined}
        value={role}
        options={roleOptions}
        onChange={event => choose(event.currentTarget.value as StaffRole)}
      />
      {needsStore(role) && (
        <SelectField
          label="Store"
          size="dense"
          value={storeId ?? ''}
          options={stores.value.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={event => onChange({ role, storeId: event.currentTarget.value })}
        />
      )}
    </>
  )
}

/** As the API takes it. */
export function positionBody({ role, storeId }: Position) {
  return { role, ...(storeId === undefined ? {} : { storeId }) }
}
