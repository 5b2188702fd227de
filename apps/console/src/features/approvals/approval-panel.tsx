import type { Approval } from '@ringfence/contract'
import { Button, Field, toast } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { Link } from 'wouter-preact'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { ConfirmSheet } from '../../parts/confirm-sheet.tsx'
import { Fact, Facts } from '../../parts/facts.tsx'
import '../../parts/form.css'
import { SidePanel } from '../../parts/side-panel.tsx'
import { mayCall, maySee } from '../../roles.ts'
import { person } from '../../session.ts'
import { useOpenPayment } from '../payments/open-payment.ts'
import { ApprovalStatus, amountOf, consequences, kindWords, questionOf } from './words.tsx'

interface ApprovalPanelProps {
  approval: Approval
  onClose: () => void
  onDone: () => void
}

/** One request: who wants what and why, and for who may, the decision. */
export function ApprovalPanel({ approval, onClose, onDone }: ApprovalPanelProps) {
  const { requestedBy, requestedAt, expiresAt, decidedBy, decidedAt, status, reason } = approval
  return (
    <SidePanel
      title={kindWords[approval.kind]}
      onClose={onClose}
      footer={<Decision approval={approval} onDone={onDone} />}
    >
      <div class="form">
        <p>
          <ApprovalStatus status={status} />
        </p>
        <Facts>
          {approval.amount !== null && <Fact label="Amount">{amountOf(approval)}</Fact>}
          <Fact label="Reason">{reason}</Fact>
          <Fact label="Asked by">{requestedBy.name}</Fact>
          <Fact label="Asked">{formatMoment(requestedAt)}</Fact>
          {status === 'waiting' && <Fact label="Ends">{formatMoment(expiresAt)}</Fact>}
          {decidedBy && decidedAt && (
            <Fact label="Decided">
              {formatMoment(decidedAt)}, {decidedBy.name}
            </Fact>
          )}
          <Fact label="About">
            <Subject approval={approval} />
          </Fact>
        </Facts>
      </div>
    </SidePanel>
  )
}

/** Leads to what it is about, where this person may look at it. */
function Subject({ approval: { kind, subject } }: { approval: Approval }) {
  const open = useOpenPayment()
  const { role } = person.value!
  if (kind === 'refund' && mayCall(role, 'getPayment')) {
    return (
      <Button size="dense" onClick={() => open(subject)}>
        Look at the payment
      </Button>
    )
  }
  if (kind === 'administrator' && maySee(role, 'staff')) return <Link href="/staff">Staff</Link>
  if (kind === 'keyExport' && maySee(role, 'cardBatches')) return <Link href="/card-batches">Card batches</Link>
  return <span class="dim num">{subject}</span>
}

function Decision({ approval, onDone }: { approval: Approval; onDone: () => void }) {
  const [asked, ask] = useState<'approve' | 'decline'>()
  const [reason, setReason] = useState('')
  const { id, approvable, mine, status } = approval
  const params = { id }
  if (status !== 'waiting' || !(approvable || mine)) return null
  const finish = (text: string) => {
    ask(undefined)
    toast(text)
    onDone()
  }
  const no = mine ? 'Withdraw' : 'Decline'
  const body = reason.trim().length < 3 ? {} : { reason: reason.trim() }
  return (
    <div class="confirm__buttons">
      {approvable && (
        <Button variant="primary" wide onClick={() => ask('approve')}>
          Approve
        </Button>
      )}
      <Button wide onClick={() => ask('decline')}>
        {no}
      </Button>
      <ConfirmSheet
        open={asked === 'approve'}
        title={questionOf(approval)}
        action="Approve"
        content={['approve', id]}
        call={idempotencyKey => api.approveApproval({ params, idempotencyKey })}
        onClose={() => ask(undefined)}
        onDone={() => finish('Approved')}
      >
        <p>
          {approval.requestedBy.name} asks: “{approval.reason}”.
        </p>
        <p class="dim">{consequences[approval.kind]} Your name stands beside it.</p>
      </ConfirmSheet>
      <ConfirmSheet
        open={asked === 'decline'}
        title={mine ? 'Withdraw what you asked for?' : `Decline what ${approval.requestedBy.name} asks for?`}
        action={no}
        isDangerous
        content={['decline', id, body]}
        call={idempotencyKey => api.declineApproval({ params, body, idempotencyKey })}
        onClose={() => ask(undefined)}
        onDone={() => finish(mine ? 'Withdrawn' : 'Declined')}
      >
        <p>Nothing happens then. It can be asked for again.</p>
        {!mine && (
          <Field
            label="Reason, if any"
            size="dense"
            maxLength={200}
            value={reason}
            onInput={event => setReason(event.currentTarget.value)}
          />
        )}
      </ConfirmSheet>
    </div>
  )
}
