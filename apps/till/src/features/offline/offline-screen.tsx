import { Badge, Button, EmptyState, formatMoney, formatWhen, List, ListRow } from '@ringfence/ui'
import { CloudOff } from 'lucide-preact'
import { connection } from '../../live.ts'
import { narrow } from '../../narrow.ts'
import { work } from '../../session.ts'
import { Frame } from '../../shell/frame.tsx'
import { forwardKept, isForwarding } from './forward.ts'
import { queue } from './kept.ts'
import { OfflineRuleForm } from './offline-rule.tsx'
import { type KeptPayment, type KeptState, unconfirmedOf } from './queue.ts'
import { reasonText } from './reasons.ts'

/** What this till took while the network was away, and what became of it. */
export function OfflineScreen() {
  const payments = queue.value.payments.toReversed()
  return (
    <Frame sideLabel="Offline payments" side={!narrow.value && <OfflinePanel />}>
      <section class="offline" aria-label="Payments taken offline">
        {payments.length === 0 ? (
          <EmptyState title="Nothing was taken offline." icon={<CloudOff size={28} aria-hidden="true" />}>
            When the network is away, payments that this till may take are kept here until they are confirmed.
          </EmptyState>
        ) : (
          <div class="offline__rows">
            <List lined label="Payments taken offline">
              {payments.map(kept => (
                <Row key={kept.payment.signature} {...kept} />
              ))}
            </List>
          </div>
        )}
        {narrow.value && <OfflinePanel />}
      </section>
    </Frame>
  )
}

const states: Record<KeptState, { label: string; tone: 'good' | 'warn' | 'bad' }> = {
  kept: { label: 'Not yet confirmed', tone: 'warn' },
  taken: { label: 'Confirmed', tone: 'good' },
  declined: { label: 'Declined late', tone: 'bad' },
  refused: { label: 'Refused', tone: 'bad' },
}

function Row({ payment, state, reason }: KeptPayment) {
  const { amount, currency, takenAt, items } = payment.record
  const { label, tone } = states[state]
  const what = items.length === 0 ? 'Purchase' : items.map(item => item.name).join(', ')
  return (
    <ListRow
      title={what}
      detail={reason === null ? formatWhen(takenAt) : `${formatWhen(takenAt)} · ${reasonText(reason)}`}
      end={formatMoney({ amount, currency })}
      endDetail={<Badge tone={tone}>{label}</Badge>}
      tone={reason === null ? 'plain' : 'bad'}
    />
  )
}

function OfflinePanel() {
  const { permit, payments } = queue.value
  const { currency } = work.value!.store
  const { count, amount } = unconfirmedOf(queue.value)
  const isRefused = payments.some(({ state }) => state === 'refused')
  return (
    <div class="offline__panel">
      <h2 class="basket__title">Offline</h2>
      <dl class="offline__facts num">
        <dt>Not yet confirmed</dt>
        <dd>
          {count} · {formatMoney({ amount, currency })}
        </dd>
        {permit?.enabled && (
          <>
            <dt>A customer may spend</dt>
            <dd>{formatMoney({ amount: permit.limits.perAccount, currency })}</dd>
            <dt>This till may take in a day</dt>
            <dd>
              {permit.limits.terminalCount} · {formatMoney({ amount: permit.limits.terminalSum, currency })}
            </dd>
          </>
        )}
      </dl>
      <p class="dim">
        {permit?.enabled
          ? 'Without a network codes can’t be checked: what turns out not to be covered is the store’s loss.'
          : 'This till takes nothing without a network. The store manager can allow it.'}
      </p>
      {(count > 0 || isRefused) && (
        <Button
          size="till"
          variant="primary"
          wide
          loading={isForwarding.value}
          disabled={connection.value === 'offline'}
          onClick={() => void forwardKept({ alsoRefused: true })}
        >
          Send now
        </Button>
      )}
      {work.value!.person.role === 'storeManager' && <OfflineRuleForm />}
    </div>
  )
}
