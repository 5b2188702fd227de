import type { AutoTopUp } from '@ringfence/contract'
import { Badge, Card, formatMoney, useQuery } from '@ringfence/ui'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { useLive } from '../../live.ts'
import { Fact, Facts } from '../../parts/facts.tsx'
import { Loaded } from '../../parts/loaded.tsx'

const statuses = {
  on: { word: 'On', tone: 'good' },
  charging: { word: 'Charging', tone: 'brand' },
  waiting: { word: 'Waiting', tone: 'warn' },
  needsYou: { word: 'Needs the customer', tone: 'warn' },
  off: { word: 'Off', tone: 'bad' },
} as const
const outcomes = {
  pending: 'under way',
  succeeded: 'loaded',
  declined: 'declined',
  authenticationRequired: 'the bank asks for the customer',
} as const

/** The customer's standing rules, and why one does not load. */
export function TopUpCard({ customerId }: { customerId: string }) {
  const query = useQuery(`top-ups ${customerId}`, signal =>
    api.listCustomerAutoTopUps({ params: { id: customerId }, signal }),
  )
  useLive(query.reload)
  return (
    <Card variant="flat" title="Auto top-up">
      <Loaded query={query}>
        {({ data }) =>
          data.length === 0 ? <p class="dim">Not set.</p> : data.map(rule => <Rule key={rule.accountId} rule={rule} />)
        }
      </Loaded>
    </Card>
  )
}

function Rule({ rule }: { rule: AutoTopUp }) {
  const { status, reasonText, amount, currency, nextDate, notBefore, lastCharge } = rule
  return (
    <Facts>
      <Fact label="State">
        <Badge tone={statuses[status].tone}>{statuses[status].word}</Badge>
      </Fact>
      {reasonText && <Fact label="Why">{reasonText}</Fact>}
      <Fact label="Loads">{formatMoney({ amount, currency })}</Fact>
      <Fact label="When">{triggerWords(rule)}</Fact>
      {nextDate && <Fact label="Next">{formatMoment(nextDate)}</Fact>}
      {notBefore && status === 'waiting' && <Fact label="Not before">{formatMoment(notBefore)}</Fact>}
      {lastCharge && (
        <Fact label="Last charge">
          {formatMoment(lastCharge.at)}, {outcomes[lastCharge.outcome]}
          {lastCharge.declineReason && `: ${lastCharge.declineReason}`}
        </Fact>
      )}
    </Facts>
  )
}

function triggerWords({ trigger, currency }: AutoTopUp): string {
  if (trigger.type === 'threshold') return `below ${formatMoney({ amount: trigger.threshold, currency })}`
  if (trigger.type === 'monthly') return `each month on day ${trigger.day}`
  return `each ${trigger.weekday[0]!.toUpperCase()}${trigger.weekday.slice(1)}`
}
