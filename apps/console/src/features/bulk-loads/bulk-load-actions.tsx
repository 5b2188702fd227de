import type { BulkLoad } from '@ringfence/contract'
import { Button, formatCount, formatMoney, toast } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { ConfirmSheet } from '../../parts/confirm-sheet.tsx'
import '../../parts/dense.css'
import { mayCall } from '../../roles.ts'
import { person } from '../../session.ts'

type Action = 'approve' | 'cancel' | 'undo'
const sends = { approve: 'approveBulkLoad', cancel: 'cancelBulkLoad', undo: 'undoBulkLoad' } as const
const done = { approve: 'Approved: it is being loaded', cancel: 'Cancelled', undo: 'Being taken back' } as const

/** What this person may decide about the load as it is now. */
function actionsFor({ status, createdBy, totals }: BulkLoad): Action[] {
  const { id, role } = person.value!
  const may = (action: Action) => mayCall(role, sends[action])
  if (status === 'preview') {
    const isOther = createdBy.id !== id
    return [
      ...(isOther && totals.ready > 0 && may('approve') ? ['approve' as const] : []),
      ...(may('cancel') ? ['cancel' as const] : []),
    ]
  }
  return status === 'done' && totals.loaded > 0 && may('undo') ? ['undo'] : []
}

export function BulkLoadActions({ load, onDone }: { load: BulkLoad; onDone: () => void }) {
  const [asked, ask] = useState<Action>()
  const { id, totals, currency } = load
  const amount = formatMoney({ amount: totals.readyAmount, currency })
  const texts = {
    approve: {
      button: 'Approve',
      title: `Load ${amount} to ${formatCount(totals.ready)} accounts?`,
      action: `Load ${amount}`,
      about: 'It begins at once. As long as the customers have not spent it, it can be undone.',
    },
    cancel: {
      button: 'Cancel this load',
      title: 'Cancel this bulk load?',
      action: 'Cancel the load',
      about: 'Nothing was loaded, and nothing will be. It stays in the list.',
    },
    undo: {
      button: 'Undo',
      title: 'Take back what is unspent?',
      action: 'Take back',
      about: 'Each account gives back what it still has of this load. What was spent stays spent.',
    },
  } as const
  const actions = actionsFor(load)
  if (actions.length === 0) return null

  const finish = (action: Action) => {
    toast(done[action])
    ask(undefined)
    onDone()
  }
  return (
    <div class="actions">
      {actions.map(action => (
        <Button key={action} variant={action === 'approve' ? 'primary' : 'secondary'} onClick={() => ask(action)}>
          {texts[action].button}
        </Button>
      ))}
      {asked && (
        <ConfirmSheet
          open
          title={texts[asked].title}
          action={texts[asked].action}
          isDangerous={asked !== 'approve'}
          call={idempotencyKey => api[sends[asked]]({ params: { id }, idempotencyKey })}
          onClose={() => ask(undefined)}
          onDone={() => finish(asked)}
        >
          <p>{texts[asked].about}</p>
        </ConfirmSheet>
      )}
    </div>
  )
}
