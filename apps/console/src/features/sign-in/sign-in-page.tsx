import { createClient, type SandboxPerson } from '@ringfence/contract'
import { Banner, Button, Card, List, ListRow, Ring, Skeleton, useQuery } from '@ringfence/ui'
import { ChevronRight } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import { brand } from '../../brand.ts'
import { failureSentence } from '../../data/failure.ts'
import { Failure } from '../../parts/failure.tsx'
import { deskRoles, roleNames } from '../../roles.ts'
import { beginSignIn, signIn } from '../../session.ts'
import './sign-in-page.css'

const anonymous = createClient({ baseUrl: location.origin })

/** Why signing in did not work, in words; undefined when it did. */
export function signInTrouble(answer: Awaited<ReturnType<typeof signIn>>): string | undefined {
  if (answer === 'notStaff') return 'This person does not work in the console. Choose another one.'
  if (answer.ok) return undefined
  if (answer.code === 'unauthenticated') return 'You are not signed in. The sign-in was cancelled, or took too long.'
  if (answer.code === 'not_found') return 'This person is not known here. Choose one of those below.'
  return failureSentence(answer)
}

/** To the sign-in pages; in the sandbox, anyone may work as anyone as well: choose who. */
export function SignInPage({ trouble: firstTrouble }: { trouble: string | undefined }) {
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState(firstTrouble)
  useEffect(() => {
    document.title = `Sign in · ${brand.value?.name}`
  }, [])

  async function choose({ id }: SandboxPerson): Promise<void> {
    setTrouble(undefined)
    setTrouble(signInTrouble(await signIn(id)))
  }

  async function begin(): Promise<void> {
    setBusy(true)
    setTrouble(undefined)
    setTrouble(signInTrouble(await beginSignIn()))
    setBusy(false)
  }

  return (
    <main class="sign-in">
      <header class="sign-in__head">
        <Ring progress={1} size={44} stroke={5} />
        <div>
          <h1 class="display">{brand.value?.name}</h1>
          <p class="dim">Console</p>
        </div>
      </header>
      {trouble && <Banner tone="bad">{trouble}</Banner>}
      <Button variant="primary" wide loading={busy} onClick={() => void begin()}>
        Sign in with a passkey
      </Button>
      {brand.value?.sandbox && <SandboxPeople onChoose={person => void choose(person)} />}
    </main>
  )
}

function SandboxPeople({ onChoose }: { onChoose: (person: SandboxPerson) => void }) {
  const people = useQuery('people', signal => anonymous.listSandboxPeople({ signal }))
  return (
    <Card variant="flat" title="Who is working?" aside="Sandbox">
      {!people.data && people.failure && (
        <Failure failure={people.failure} onRetry={people.reload} retrying={people.loading} />
      )}
      {!people.data && !people.failure && <Skeleton lines={6} />}
      {people.data && <People people={people.data.data} onChoose={onChoose} />}
    </Card>
  )
}

function People({ people, onChoose }: { people: SandboxPerson[]; onChoose: (person: SandboxPerson) => void }) {
  const staff = deskRoles.flatMap(role => people.filter(person => person.role === role))
  if (staff.length === 0) return <p class="dim">Nobody of this sandbox works in the console.</p>
  return (
    <List label="People" lined>
      {staff.map(person => (
        <ListRow
          key={person.id}
          title={
            <>
              {person.name} <span class="sign-in__role">{roleNames[person.role]}</span>
            </>
          }
          detail={person.about}
          end={<ChevronRight size={18} aria-hidden="true" />}
          onClick={() => onChoose(person)}
        />
      ))}
    </List>
  )
}
