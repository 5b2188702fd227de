import type { SignInSession } from '@ringfence/contract'
import { Badge, Button, Card, formatDate, List, ListRow, Skeleton, toast, useQuery } from '@ringfence/ui'
import { KeyRound } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { adviceLine } from '../../advice.ts'
import { Failure } from '../../parts/failure.tsx'
import { api, signOut } from '../../session.ts'

/** Where I am signed in. Nothing to show for who was only chosen in the sandbox. */
export function Sessions() {
  const sessions = useQuery('sessions', signal => api.listMySessions({ signal }))
  const [ending, setEnding] = useState<string>()
  const { data, failure } = sessions
  if (data?.data.length === 0) return null

  async function end({ id, deviceName, current }: SignInSession): Promise<void> {
    if (current) return signOut()
    setEnding(id)
    const answer = await api.endMySession({ params: { id } })
    // What has ended already is as good as ended.
    if (answer.ok || answer.code === 'not_found') toast(`Signed out on ${deviceName}`)
    else toast(adviceLine(answer), { tone: 'bad' })
    setEnding(undefined)
    sessions.reload()
  }

  return (
    <Card title="Signed in on">
      {!data && failure && (
        <Failure failure={failure} onRetry={sessions.reload} retrying={sessions.loading} what="Your sign-ins" />
      )}
      {!data && !failure && <Skeleton lines={2} />}
      <List label="Sign-ins" lined>
        {data?.data.map(session => (
          <ListRow
            key={session.id}
            icon={<KeyRound size={20} aria-hidden="true" />}
            title={
              <>
                {session.deviceName} {session.current && <Badge tone="brand">Here</Badge>}
              </>
            }
            detail={`Last used ${formatDate(session.lastUsedAt)}`}
            end={
              <Button
                variant="quiet"
                loading={ending === session.id}
                aria-label={`Sign out on ${session.deviceName}`}
                onClick={() => void end(session)}
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
