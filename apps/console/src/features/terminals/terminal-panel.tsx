import type { EnrolmentCode, Terminal } from '@ringfence/contract'
import { Badge, Button, toast, useQuery } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { zoneOf } from '../../data/stores.ts'
import { ConfirmSheet } from '../../parts/confirm-sheet.tsx'
import { Fact, Facts } from '../../parts/facts.tsx'
import '../../parts/form.css'
import { Loaded } from '../../parts/loaded.tsx'
import { SidePanel } from '../../parts/side-panel.tsx'
import { mayCall } from '../../roles.ts'
import { person } from '../../session.ts'
import { CodeCard } from './code-card.tsx'

interface TerminalPanelProps {
  terminal: Terminal
  onClose: () => void
  onDone: () => void
}

/** One till: how it is known, and how it stops being. */
export function TerminalPanel({ terminal, onClose, onDone }: TerminalPanelProps) {
  const [code, setCode] = useState<EnrolmentCode>()
  const [isRevoking, setRevoking] = useState(false)
  const { id, name, storeId, storeName, status, lastSeenAt } = terminal
  const { role } = person.value!
  const mayRevoke = status === 'active' && mayCall(role, 'revokeTerminalKeys')
  return (
    <SidePanel
      title={name}
      onClose={onClose}
      footer={
        mayRevoke && (
          <Button wide onClick={() => setRevoking(true)}>
            Lost or replaced
          </Button>
        )
      }
    >
      <div class="form">
        <p>
          <TillStatus status={status} />
        </p>
        <Facts>
          <Fact label="Store">{storeName}</Fact>
          <Fact label="Last seen">{lastSeenAt ? formatMoment(lastSeenAt, zoneOf(storeId)) : 'never'}</Fact>
        </Facts>
        {mayCall(role, 'createEnrolmentCode') && <CodeCard terminal={terminal} code={code} onMade={setCode} />}
        {mayCall(role, 'listTerminalKeys') && <Keys id={id} />}
      </div>
      <ConfirmSheet
        open={isRevoking}
        title={`Take all keys from ${name}?`}
        action="Take the keys"
        isDangerous
        call={() => api.revokeTerminalKeys({ params: { id } })}
        onClose={() => setRevoking(false)}
        onDone={() => {
          setRevoking(false)
          toast(`${name} can do nothing until it is set up again`)
          onDone()
        }}
      >
        <p>Within seconds nobody can sell with it. Payments it took without network can still be sent in.</p>
      </ConfirmSheet>
    </SidePanel>
  )
}

function Keys({ id }: { id: string }) {
  const query = useQuery(`keys of ${id}`, signal => api.listTerminalKeys({ params: { id }, signal }))
  return (
    <Loaded query={query}>
      {({ data }) =>
        data.length === 0 ? (
          <p class="dim">No key yet.</p>
        ) : (
          <ul class="terminal-keys" aria-label="Keys">
            {data.map(key => (
              <li key={key.keyId}>
                <span class="num">Key {key.keyId.slice(0, 10)}…</span>
                <span class="dim">since {formatMoment(key.enrolledAt)}</span>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  )
}

export function TillStatus({ status }: Pick<Terminal, 'status'>) {
  return status === 'active' ? <Badge tone="good">Active</Badge> : <Badge tone="warn">Not set up</Badge>
}
