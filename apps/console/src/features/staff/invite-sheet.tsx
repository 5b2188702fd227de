import type { StaffChange } from '@ringfence/contract'
import { Field } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { ConfirmSheet } from '../../parts/confirm-sheet.tsx'
import { type Position, PositionFields, positionBody } from './position-fields.tsx'

interface InviteSheetProps {
  onClose: () => void
  onDone: (change: StaffChange) => void
}

/** Somebody new, who sets up a passkey by the link in the mail. */
export function InviteSheet({ onClose, onDone }: InviteSheetProps) {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [position, setPosition] = useState<Position>({ role: 'support', storeId: undefined })
  const body = { name: name.trim(), email: email.trim(), ...positionBody(position) }
  const isWhole = body.name !== '' && /^\S+@\S+\.\S+$/.test(body.email)
  return (
    <ConfirmSheet
      open
      title="Invite someone"
      action={position.role === 'administrator' ? 'Ask for approval' : 'Send the invitation'}
      disabled={!isWhole}
      content={body}
      call={idempotencyKey => api.createStaff({ body, idempotencyKey })}
      onClose={onClose}
      onDone={onDone}
    >
      <Field
        label="Name"
        size="dense"
        maxLength={80}
        value={name}
        onInput={event => setName(event.currentTarget.value)}
      />
      <Field
        label="E-mail"
        size="dense"
        type="email"
        hint="The invitation goes there: a link to set up a passkey, good for three days."
        maxLength={254}
        value={email}
        onInput={event => setEmail(event.currentTarget.value)}
      />
      <PositionFields position={position} onChange={setPosition} />
    </ConfirmSheet>
  )
}
