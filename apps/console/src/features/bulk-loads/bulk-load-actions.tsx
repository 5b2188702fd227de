import type { BulkLoad } from '@ringfence/contract'
import { Button, formatCount, formatMoney, toast } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { useDeed } from '../../data/use-deed.ts'
import { Confirm } from '../../parts/confirm.tsx'
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
  const deed = useDeed()
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

  const start = (action: Action) => {
    deed.forget()
    ask(action)
  }
  async function confirm(): Promise<void> {
    if (!asked) return
    const send = api[sends[asked]]
    const changed = await deed.run([asked, id], idempotencyKey => send({ params: { id }, idempotencyKey }))
    if (!changed) return
    toast(done[asked])
    ask(undefined)
    onDone()
  }
  return (
    <div class="actions">
      {actions.map(action => (
        <Button key={action} variant={action === 'approve' ? 'primary' : 'secondary'} onClick={() => start(action)}>
          {texts[action].button}
        </Button>
      ))}
      {asked && (
        <Confirm
          open
          title={texts[asked].title}
          action={texts[asked].action}
          danger={asked !== 'approve'}
          deed={deed}
          onClose={() => ask(undefined)}
          onConfirm={confirm}
        >
          <p>{texts[asked].about}</p>
        </Confirm>
      )}
    </div>
  )
}
