import { Banner, useQuery } from '@ringfence/ui'
import { api } from '../api.ts'
import { formatMoment } from '../data/moment.ts'
import { usePoll } from '../data/use-poll.ts'

/** Break-glass is loud: whoever works in the console sees that somebody acts as administrator for an hour. */
export function EmergencyBanner() {
  const { data, reload } = useQuery('emergencies', signal => api.listEmergencies({ signal }))
  usePoll(reload, true, 60_000)
  return (
    <>
      {data?.data.map(({ name, reason, endsAt }) => (
        <Banner key={`${name} ${endsAt}`} tone="warn" title={`Emergency access: ${name}`}>
          Acts as administrator until {formatMoment(endsAt)}. The reason given: “{reason}”.
        </Banner>
      ))}
    </>
  )
}
