import { createClient, type SandboxPerson } from '@ringfence/contract'
import { Banner, Card, List, ListRow, Ring, Skeleton, useQuery } from '@ringfence/ui'
import { ChevronRight } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import { brand } from '../../brand.ts'
import { failureSentence } from '../../data/failure.ts'
import { Failure } from '../../parts/failure.tsx'
import { deskRoles, roleNames } from '../../roles.ts'
import { signIn } from '../../session.ts'
import './sign-in-page.css'

const anonymous = createClient({ baseUrl: location.origin })

/** Why signing in did not work, in words; undefined when it did. */
export function signInTrouble(answer: Awaited<ReturnType<typeof signIn>>): string | undefined {
  if (answer === 'notStaff') return 'This person does not work in the console. Choose another one.'
  if (answer.ok) return undefined
  if (answer.code === 'not_found') return 'This person is not known here. Choose one of those below.'
  return failureSentence(answer)
}

/** In the sandbox, anyone may work as anyone: choose who. */
export function SignInPage({ trouble: firstTrouble }: { trouble: string | undefined }) {
  const people = useQuery('people', signal => anonymous.listSandboxPeople({ signal }))
  const [trouble, setTrouble] = useState(firstTrouble)
  useEffect(() => {
    document.title = `Sign in · ${brand.value?.name}`
  }, [])

  async function choose({ id }: SandboxPerson): Promise<void> {
    setTrouble(undefined)
    setTrouble(signInTrouble(await signIn(id)))
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
      <Card variant="flat" title="Who is working?" aside={brand.value?.sandbox ? 'Sandbox' : undefined}>
        {trouble && <Banner tone="bad">{trouble}</Banner>}
        {!people.data && people.failure && (
          <Failure failure={people.failure} onRetry={people.reload} retrying={people.loading} />
        )}
        {!people.data && !people.failure && <Skeleton lines={6} />}
        {people.data && <People people={people.data.data} onChoose={choose} />}
      </Card>
    </main>
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
