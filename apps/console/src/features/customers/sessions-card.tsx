import { Button, Card, EmptyState, List, ListRow, Skeleton, toast, useQuery } from '@ringfence/ui'
import { Smartphone } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { failureSentence } from '../../data/failure.ts'
import { formatMoment } from '../../data/moment.ts'
import { Failure } from '../../parts/failure.tsx'

/** Where a customer is signed in, and signing them out: when a phone is lost, or somebody else holds it. */
export function SessionsCard({ customerId }: { customerId: string }) {
  const sessions = useQuery(`sessions ${customerId}`, signal =>
    api.listCustomerSessions({ params: { id: customerId }, signal }),
  )
  const [ending, setEnding] = useState<string>()

  async function end(id: string, sessionId: string, deviceName: string): Promise<void> {
    setEnding(sessionId)
    const answer = await api.endCustomerSession({ params: { id, sessionId } })
    // What has ended already is as good as ended.
    if (answer.ok || answer.code === 'not_found') toast(`Signed out on ${deviceName}`)
    else toast(failureSentence(answer), { tone: 'bad' })
    setEnding(undefined)
    sessions.reload()
  }

  const { data, failure, loading, reload } = sessions
  return (
    <Card variant="flat" title="Signed in on">
      {!data && failure && <Failure failure={failure} onRetry={reload} retrying={loading} />}
      {!data && !failure && <Skeleton lines={3} />}
      {data?.data.length === 0 && <EmptyState title="Signed in nowhere" />}
      <List label="Sign-ins" lined>
        {data?.data.map(session => (
          <ListRow
            key={session.id}
            icon={<Smartphone size={20} aria-hidden="true" />}
            title={session.deviceName}
            detail={`Last used ${formatMoment(session.lastUsedAt)}, by ${session.authentication}`}
            end={
              <Button
                variant="quiet"
                loading={ending === session.id}
                aria-label={`Sign out on ${session.deviceName}`}
                onClick={() => void end(customerId, session.id, session.deviceName)}
              >
                Sign out
              </Button>
            }
          />
        ))}
      </List>
    </Card>
  )
}
