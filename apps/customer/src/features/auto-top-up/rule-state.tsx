import type { AutoTopUp } from '@ringfence/contract'
import { Amount, Badge, Banner, Card, formatDate, formatTime, List, ListRow } from '@ringfence/ui'
import { CalendarClock, CircleAlert, CircleCheck, Hourglass } from 'lucide-preact'
import { formatMoment } from '../../shell/balance-age.tsx'
import { ruleInShort } from './rule-words.ts'

const states: Record<AutoTopUp['status'], { name: string; tone: 'good' | 'warn' | 'bad' | 'brand' }> = {
  on: { name: 'On', tone: 'good' },
  charging: { name: 'Charging now', tone: 'brand' },
  waiting: { name: 'Waiting', tone: 'warn' },
  needsYou: { name: 'Waits for you', tone: 'bad' },
  off: { name: 'Switched off', tone: 'bad' },
}

/** How the standing rule stands: what it waits for, why it stopped, its last charge and its limits. */
export function RuleState({ rule }: { rule: AutoTopUp }) {
  const { status, reasonText, notBefore, nextDate, limits, currency } = rule
  const { name, tone } = states[status]
  const hasStopped = status === 'needsYou' || status === 'off'
  return (
    <Card title={ruleInShort(rule).replace('Auto top-up: ', '')} aside={<Badge tone={tone}>{name}</Badge>}>
      {reasonText && (
        <Banner tone={hasStopped ? 'bad' : 'info'} title={hasStopped ? 'It does not charge any more' : undefined}>
          {reasonText}
        </Banner>
      )}
      <List label="How it stands" lined>
        {status === 'waiting' && notBefore && (
          <ListRow
            icon={<Hourglass aria-hidden="true" />}
            title="No charge before"
            end={`${formatMoment(notBefore)}`}
          />
        )}
        {nextDate && !hasStopped && (
          <ListRow icon={<CalendarClock aria-hidden="true" />} title="Next charge" end={formatDate(nextDate)} />
        )}
        <LastCharge rule={rule} />
      </List>
      <p class="faint auto__limits">
        At most {limits.chargesPerDay} charges and <Amount value={{ amount: limits.amountPerDay, currency }} /> a day.{' '}
        Switched off after {limits.declinesUntilOff} declines in a row.
      </p>
    </Card>
  )
}

const outcomes = {
  pending: 'Your card is being asked',
  succeeded: 'Loaded',
  declined: 'Declined',
  authenticationRequired: 'Your bank asks you to confirm',
} as const

function LastCharge({ rule: { lastCharge, currency, declinesInARow } }: { rule: AutoTopUp }) {
  if (!lastCharge) {
    return (
      <ListRow icon={<CircleCheck aria-hidden="true" />} title="No charge yet" detail="You are told of each one." />
    )
  }
  const { outcome, at, amount, declineReason } = lastCharge
  const isBad = outcome === 'declined' || outcome === 'authenticationRequired'
  const row = declinesInARow > 1 ? `${declinesInARow} in a row. ` : ''
  return (
    <ListRow
      icon={isBad ? <CircleAlert aria-hidden="true" /> : <CircleCheck aria-hidden="true" />}
      title={`Last charge: ${outcomes[outcome].toLowerCase()}`}
      detail={`${row}${declineReason ? `${declineReason} ` : ''}${formatDate(at)}, ${formatTime(at)}`}
      tone={isBad ? 'bad' : 'plain'}
      end={<Amount value={{ amount, currency }} />}
    />
  )
}
