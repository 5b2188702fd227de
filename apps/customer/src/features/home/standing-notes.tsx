import { Amount, Button, Card, formatDate, List, ListRow } from '@ringfence/ui'
import { CircleAlert, Clock, Hourglass, RefreshCwOff } from 'lucide-preact'
import { useLocation } from 'wouter-preact'
import { nowMs } from '../../clock.ts'
import { autoTopUp, holder } from '../../wallet.ts'

const soonMs = 60 * 86_400_000

/** What stands out about the balance: part of it on hold or about to expire, a debt, an auto top-up that has stopped. */
export function StandingNotes() {
  const [, navigate] = useLocation()
  const [account, rule] = [holder.value?.account, autoTopUp.value]
  if (!account) return null
  const { held, owes, currency } = account
  const expiring = account.expiring && Date.parse(account.expiring.at) < nowMs() + soonMs ? account.expiring : undefined
  const stopped = rule?.status === 'off' || rule?.status === 'needsYou' ? rule : undefined
  if (!held && !owes && !expiring && !stopped) return null
  return (
    <Card>
      <List label="To know" lined>
        {owes > 0 && (
          <ListRow
            icon={<CircleAlert aria-hidden="true" />}
            title="You owe"
            detail="A load was taken back after it was spent. Your next load pays this first."
            tone="bad"
            end={<Amount value={{ amount: owes, currency }} />}
          />
        )}
        {stopped && (
          <ListRow
            icon={<RefreshCwOff aria-hidden="true" />}
            title={stopped.status === 'off' ? 'Auto top-up is off' : 'Auto top-up waits for you'}
            detail={stopped.status === 'off' ? 'Your card was declined too often.' : 'Your bank asks you to confirm.'}
            tone="warn"
            end={<Button onClick={() => navigate('/load/auto')}>Look</Button>}
          />
        )}
        {expiring && (
          <ListRow
            icon={<Hourglass aria-hidden="true" />}
            title="Expires soon"
            detail={`On ${formatDate(expiring.at)}. It is spent before the rest.`}
            end={<Amount value={{ amount: expiring.amount, currency }} />}
          />
        )}
        {held > 0 && (
          <ListRow
            icon={<Clock aria-hidden="true" />}
            title="On hold"
            detail="Set aside by a store until it is charged or released."
            end={<Amount value={{ amount: held, currency }} />}
          />
        )}
      </List>
    </Card>
  )
}
