import type { StaffMember } from '@ringfence/contract'
import { Banner, Button, toast } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { ConfirmSheet } from '../../parts/confirm-sheet.tsx'
import { Fact, Facts } from '../../parts/facts.tsx'
import '../../parts/form.css'
import { SidePanel } from '../../parts/side-panel.tsx'
import { mayCall, roleNames } from '../../roles.ts'
import { person } from '../../session.ts'
import { type Position, PositionFields, positionBody } from './position-fields.tsx'
import { StaffStatus, storeName } from './words.tsx'

interface StaffPanelProps {
  member: StaffMember
  onClose: () => void
  onDone: () => void
}

export function StaffPanel({ member, onClose, onDone }: StaffPanelProps) {
  const { name, email, role, storeId, status, emergencyUntil } = member
  const mayChange = mayCall(person.value!.role, 'changeStaff') && status !== 'inactive'
  return (
    <SidePanel title={name} onClose={onClose} footer={mayChange && <Changes member={member} onDone={onDone} />}>
      <div class="form">
        <p>
          <StaffStatus member={member} />
        </p>
        {emergencyUntil && (
          <Banner tone="warn" title="Emergency access">
            Acts as administrator until {formatMoment(emergencyUntil)}.
          </Banner>
        )}
        <Facts>
          <Fact label="Role">{roleNames[role]}</Fact>
          <Fact label="Store">{storeName(storeId)}</Fact>
          <Fact label="E-mail">{email ?? 'None yet'}</Fact>
        </Facts>
      </div>
    </SidePanel>
  )
}

type Deed = 'change' | 'invite' | 'deactivate'

function Changes({ member, onDone }: { member: StaffMember; onDone: () => void }) {
  const [deed, start] = useState<Deed>()
  const [position, setPosition] = useState<Position>({ role: member.role, storeId: member.storeId ?? undefined })
  const params = { id: member.id }
  const body = positionBody(position)
  const close = () => start(undefined)
  const finish = (text: string) => {
    close()
    toast(text)
    onDone()
  }
  const isSame = position.role === member.role && position.storeId === (member.storeId ?? undefined)
  const isInvited = member.status === 'invited' || member.status === 'active'
  return (
    <div class="form__buttons">
      {isInvited && (
        <Button wide onClick={() => start('change')}>
          Change role or store
        </Button>
      )}
      {isInvited && member.email && (
        <Button wide onClick={() => start('invite')}>
          {member.status === 'invited' ? 'Send the invitation again' : 'Invite to a new passkey'}
        </Button>
      )}
      <Button wide onClick={() => start('deactivate')}>
        End access
      </Button>
      <ConfirmSheet
        open={deed === 'change'}
        title={`Another place for ${member.name}`}
        action={position.role === 'administrator' && member.role !== 'administrator' ? 'Ask for approval' : 'Change'}
        disabled={isSame}
        content={body}
        call={() => api.changeStaff({ params, body })}
        onClose={close}
        onDone={({ approval }) => finish(approval ? 'Asked: it waits under Approvals' : 'Changed')}
      >
        <PositionFields position={position} onChange={setPosition} />
        <p class="dim">Whoever is signed in has to sign in again.</p>
      </ConfirmSheet>
      <ConfirmSheet
        open={deed === 'invite'}
        title={`Write to ${member.name} again?`}
        action="Send the invitation"
        call={() => api.inviteStaff({ params })}
        onClose={close}
        onDone={() => finish(`Sent to ${member.email}`)}
      >
        <p>The link in it sets up a passkey, once. An earlier link no longer works.</p>
      </ConfirmSheet>
      <ConfirmSheet
        open={deed === 'deactivate'}
        title={`End the access of ${member.name}?`}
        action="End access"
        isDangerous
        call={() => api.deactivateStaff({ params })}
        onClose={close}
        onDone={() => finish(`${member.name} has no access any more`)}
      >
        <p>Signed out everywhere at once; passkeys and invitations are gone. What they did stays in the books.</p>
      </ConfirmSheet>
    </div>
  )
}
