import type { SandboxPerson } from '@ringfence/contract'
import { Banner, Card, List, ListRow, Ring, Skeleton, useQuery } from '@ringfence/ui'
import { ChevronRight } from 'lucide-preact'
import { useState } from 'preact/hooks'
import type { Advice } from '../../advice.ts'
import { brand } from '../../brand.ts'
import { Failure } from '../../parts/failure.tsx'
import { publicApi } from '../../session.ts'
import { enter } from '../../start.ts'
import './sign-in.css'

/** In the sandbox, anyone may use anyone's wallet: choose whose. */
export function SignInScreen({ trouble: firstTrouble }: { trouble: Advice | undefined }) {
  const people = useQuery('people', signal => publicApi.listSandboxPeople({ signal }))
  const [trouble, setTrouble] = useState(firstTrouble)
  const [busy, setBusy] = useState(false)

  async function choose({ id }: SandboxPerson): Promise<void> {
    if (busy) return
    setBusy(true)
    setTrouble(undefined)
    setTrouble(await enter(id))
    setBusy(false)
  }

  const customers = people.data?.data.filter(person => person.role === 'customer')
  return (
    <main class="sign-in" aria-busy={busy}>
      <header class="sign-in__head">
        <Ring progress={1} size={44} stroke={5} />
        <div>
          <h1 class="sign-in__brand display">{brand.value?.name}</h1>
          <p class="dim">Your balance, ready to pay</p>
        </div>
      </header>
      {trouble && (
        <Banner tone="bad" title={trouble.title}>
          {trouble.detail}
        </Banner>
      )}
      <Card title="Who are you today?" aside="Sandbox">
        {!customers && people.failure && (
          <Failure failure={people.failure} onRetry={people.reload} retrying={people.loading} />
        )}
        {!customers && !people.failure && <Skeleton lines={6} />}
        {customers?.length === 0 && <p class="dim">This sandbox has no customers.</p>}
        {customers && (
          <List label="Customers" lined>
            {customers.map(person => (
              <ListRow
                key={person.id}
                title={person.name}
                detail={person.about}
                end={<ChevronRight size={18} aria-hidden="true" />}
                onClick={() => void choose(person)}
              />
            ))}
          </List>
        )}
      </Card>
    </main>
  )
}
