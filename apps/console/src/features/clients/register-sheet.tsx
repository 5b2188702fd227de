import type { MachineClient, PublicKey } from '@ringfence/contract'
import { Field } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { ConfirmSheet } from '../../parts/confirm-sheet.tsx'
import { scopeChoices } from './client-scopes.ts'
import './clients.css'
import { KeyField } from './key-field.tsx'

interface RegisterSheetProps {
  onClose: () => void
  onDone: (client: MachineClient) => void
}

export function RegisterSheet({ onClose, onDone }: RegisterSheetProps) {
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<readonly string[]>([])
  const [publicKey, setKey] = useState<PublicKey>()
  const toggle = (scope: string) =>
    setScopes(old => (old.includes(scope) ? old.filter(other => other !== scope) : [...old, scope]))
  const content = { name: name.trim(), scopes: [...scopes].sort() }
  return (
    <ConfirmSheet
      open
      title="Register a machine client"
      action="Register"
      disabled={content.name === '' || scopes.length === 0 || publicKey === undefined}
      content={[content, publicKey]}
      call={idempotencyKey => api.createClient({ body: { ...content, publicKey: publicKey! }, idempotencyKey })}
      onClose={onClose}
      onDone={onDone}
    >
      <Field
        label="Name"
        size="dense"
        placeholder="Loyalty partner"
        maxLength={80}
        value={name}
        onInput={event => setName(event.currentTarget.value)}
      />
      <fieldset class="scopes">
        <legend>What it may do</legend>
        {scopeChoices.map(({ scope, about }) => (
          <label key={scope} class="scopes__choice">
            <input type="checkbox" checked={scopes.includes(scope)} onChange={() => toggle(scope)} />
            <span>
              <strong class="num">{scope}</strong>
              <span class="dim">{about}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <KeyField fileName={content.name || 'client'} onChange={setKey} />
    </ConfirmSheet>
  )
}
