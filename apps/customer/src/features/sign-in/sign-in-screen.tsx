import type { SandboxPerson } from '@ringfence/contract'
import { Banner, Button, Card, List, ListRow, Ring, Skeleton, useQuery } from '@ringfence/ui'
import { ChevronRight } from 'lucide-preact'
import { useState } from 'preact/hooks'
import type { Advice } from '../../advice.ts'
import { brand } from '../../brand.ts'
import { Failure } from '../../parts/failure.tsx'
import { beginSignIn, publicApi } from '../../session.ts'
import { enter, signInAdvice } from '../../start.ts'
import './sign-in.css'

/** To the sign-in pages; in the sandbox, anyone may use anyone's wallet as well: choose whose. */
export function SignInScreen({ trouble: firstTrouble }: { trouble: Advice | undefined }) {
  const [trouble, setTrouble] = useState(firstTrouble)
  const [busy, setBusy] = useState(false)

  async function begin(): Promise<void> {
    setBusy(true)
    setTrouble(undefined)
    const answer = await beginSignIn()
    if (!answer.ok) setTrouble(signInAdvice(answer))
    setBusy(false)
  }

  async function choose({ id }: SandboxPerson): Promise<void> {
    if (busy) return
    setBusy(true)
    setTrouble(undefined)
    setTrouble(await enter(id))
    setBusy(false)
  }
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
      <Button variant="primary" wide loading={busy} onClick={() => void begin()}>
        Sign in
      </Button>
      <p class="dim">New here? Your e-mail address is all you need.</p>
      {brand.value?.sandbox && <People onChoose={person => void choose(person)} />}
    </main>
  )
}

function People({ onChoose }: { onChoose: (person: SandboxPerson) => void }) {
  const people = useQuery('people', signal => publicApi.listSandboxPeople({ signal }))
  const customers = people.data?.data.filter(person => person.role === 'customer')
  return (
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
              onClick={() => onChoose(person)}
            />
          ))}
        </List>
      )}
    </Card>
  )
}
