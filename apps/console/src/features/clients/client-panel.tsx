import { clientKeysMax, type MachineClient, type PublicKey } from '@ringfence/contract'
import { Badge, Button, toast } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { ConfirmSheet } from '../../parts/confirm-sheet.tsx'
import { Fact, Facts } from '../../parts/facts.tsx'
import '../../parts/form.css'
import { SidePanel } from '../../parts/side-panel.tsx'
import { mayCall } from '../../roles.ts'
import { person } from '../../session.ts'
import './clients.css'
import { KeyField } from './key-field.tsx'

interface ClientPanelProps {
  client: MachineClient
  onClose: () => void
  onDone: () => void
}

type Deed = { readonly what: 'add' | 'end' } | { readonly what: 'revoke'; readonly keyId: string }

/** One machine client: what it may do, its keys, and its end. */
export function ClientPanel({ client, onClose, onDone }: ClientPanelProps) {
  const [deed, start] = useState<Deed>()
  const { id, name, scopes, keys, createdAt, status } = client
  const mayChange = status === 'active' && mayCall(person.value!.role, 'addClientKey')
  return (
    <SidePanel
      title={name}
      onClose={onClose}
      footer={
        mayChange && (
          <div class="form__buttons">
            {keys.length < clientKeysMax && (
              <Button wide onClick={() => start({ what: 'add' })}>
                Add the next key
              </Button>
            )}
            <Button wide onClick={() => start({ what: 'end' })}>
              End this client
            </Button>
          </div>
        )
      }
    >
      <div class="form">
        <p>
          <ClientStatus status={status} />
        </p>
        <Facts>
          <Fact label="Client id">
            <span class="num">{id}</span>
          </Fact>
          <Fact label="May">{scopes.join(', ')}</Fact>
          <Fact label="Registered">{formatMoment(createdAt)}</Fact>
        </Facts>
        <ul class="client-keys" aria-label="Live keys">
          {keys.map(({ keyId, createdAt: since }) => (
            <li key={keyId}>
              <span>
                <span class="num">{keyId.slice(0, 12)}…</span> <span class="dim">since {formatMoment(since)}</span>
              </span>
              {mayChange && (
                <Button size="dense" onClick={() => start({ what: 'revoke', keyId })}>
                  Revoke
                </Button>
              )}
            </li>
          ))}
        </ul>
        {status === 'active' && keys.length === 0 && <p class="dim">Without a key it can do nothing.</p>}
      </div>
      <Deeds
        client={client}
        deed={deed}
        onClose={() => start(undefined)}
        onDone={text => {
          start(undefined)
          toast(text)
          onDone()
        }}
      />
    </SidePanel>
  )
}

interface DeedsProps {
  client: MachineClient
  deed: Deed | undefined
  onClose: () => void
  onDone: (text: string) => void
}

function Deeds({ client: { id, name }, deed, onClose, onDone }: DeedsProps) {
  const [publicKey, setKey] = useState<PublicKey>()
  const keyId = deed?.what === 'revoke' ? deed.keyId : ''
  return (
    <>
      {deed?.what === 'add' && (
        <ConfirmSheet
          open
          title={`The next key of ${name}`}
          action="Add the key"
          disabled={publicKey === undefined}
          content={publicKey}
          call={() => api.addClientKey({ params: { id }, body: { publicKey: publicKey! } })}
          onClose={onClose}
          onDone={() => onDone('Both keys are good now')}
        >
          <p>Both keys are good until you revoke the old one, so that the client can change over without a gap.</p>
          <KeyField fileName={name} onChange={setKey} />
        </ConfirmSheet>
      )}
      <ConfirmSheet
        open={deed?.what === 'revoke'}
        title="Revoke this key?"
        action="Revoke"
        isDangerous
        content={keyId}
        call={() => api.revokeClientKey({ params: { id, keyId } })}
        onClose={onClose}
        onDone={() => onDone('The key is no longer good')}
      >
        <p>Requests signed with it are refused within seconds. A key that is revoked never comes back.</p>
      </ConfirmSheet>
      <ConfirmSheet
        open={deed?.what === 'end'}
        title={`End ${name}?`}
        action="End this client"
        isDangerous
        call={() => api.revokeClient({ params: { id } })}
        onClose={onClose}
        onDone={() => onDone(`${name} can do nothing any more`)}
      >
        <p>All its keys are revoked. What it did stays in the books and in the audit trail.</p>
      </ConfirmSheet>
    </>
  )
}

export function ClientStatus({ status }: Pick<MachineClient, 'status'>) {
  return status === 'active' ? <Badge tone="good">Active</Badge> : <Badge>Ended</Badge>
}
