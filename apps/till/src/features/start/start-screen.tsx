import type { SandboxPerson, Terminal } from '@ringfence/contract'
import { Banner, Button, EmptyState, ErrorState, Skeleton } from '@ringfence/ui'
import { MonitorSmartphone, UserRound } from 'lucide-preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Advice } from '../../advice.ts'
import { brand } from '../../brand.ts'
import { useRemote } from '../../remote.ts'
import { lastStation, publicApi, startWork } from '../../session.ts'
import { storesOf, workersOf } from './choices.ts'
import { SetUp } from './set-up.tsx'
import { SignInStart } from './sign-in-start.tsx'
import './start.css'

/** The start of work: which till this is, and who works at it. */
export function StartScreen({ trouble }: { trouble?: Advice | undefined }) {
  return brand.value.sandbox ? <SandboxStart trouble={trouble} /> : <SignInStart trouble={trouble} />
}

function SandboxStart({ trouble }: { trouble: Advice | undefined }) {
  const [terminals, reloadTerminals] = useRemote('terminals', () => publicApi.listSandboxTerminals({}))
  const [people, reloadPeople] = useRemote('people', () => publicApi.listSandboxPeople({}))
  const reload = () => {
    reloadTerminals()
    reloadPeople()
  }
  return (
    <main class="start">
      <header class="start__head">
        <h1 class="start__brand display">{brand.value.name}</h1>
        <p class="dim">Start of work</p>
      </header>
      {terminals.state === 'failed' && (
        <ErrorState title={terminals.title} onRetry={reload}>
          {terminals.detail}
        </ErrorState>
      )}
      {terminals.state !== 'failed' && people.state === 'failed' && (
        <ErrorState title={people.title} onRetry={reload}>
          {people.detail}
        </ErrorState>
      )}
      {(terminals.state === 'loading' || people.state === 'loading') && <Skeleton height="320px" radius="16px" />}
      {terminals.state === 'ready' && people.state === 'ready' && (
        <Choices terminals={terminals.data.data} people={people.data.data} trouble={trouble} />
      )}
      <SetUp onDone={reload} />
    </main>
  )
}

interface ChoicesProps {
  terminals: Terminal[]
  people: SandboxPerson[]
  trouble: Advice | undefined
}

function Choices({ terminals, people, trouble }: ChoicesProps) {
  const [terminalId, setTerminalId] = useState(lastStation()?.terminalId)
  const [starting, setStarting] = useState<string | undefined>()
  const [refused, setRefused] = useState(trouble)
  const terminal = terminals.find(each => each.id === terminalId)
  const storeId = terminal?.storeId
  const workers = useMemo(() => (storeId ? workersOf(people, storeId) : []), [people, storeId])
  const begin = async (personId: string) => {
    if (!terminal) return
    setStarting(personId)
    const started = await startWork(terminal.id, personId)
    setStarting(undefined)
    setRefused(started.ok ? undefined : started)
  }
  if (terminals.length === 0) {
    return <EmptyState title="There is no till yet">An administrator adds tills in the console.</EmptyState>
  }
  return (
    <>
      {refused && (
        <Banner tone="bad" title={refused.title}>
          {refused.detail}
        </Banner>
      )}
      <h2>Which till is this?</h2>
      <div class="start__stores">
        {storesOf(terminals).map(store => (
          <section key={store.id} class="start__store" aria-label={store.name}>
            <h3 class="start__name">{store.name}</h3>
            {store.terminals.map(each => (
              <button
                key={each.id}
                type="button"
                class="chip start__choice"
                aria-pressed={each.id === terminalId}
                aria-label={`${store.name}, ${each.name}`}
                onClick={() => setTerminalId(each.id)}
              >
                <MonitorSmartphone size={22} aria-hidden="true" />
                {each.name}
              </button>
            ))}
          </section>
        ))}
      </div>
      {terminal && <Workers people={workers} starting={starting} onChoose={id => void begin(id)} />}
    </>
  )
}

interface WorkersProps {
  people: SandboxPerson[]
  starting: string | undefined
  onChoose: (personId: string) => void
}

function Workers({ people, starting, onChoose }: WorkersProps) {
  const title = useRef<HTMLHeadingElement>(null)
  // On a phone the people are below the edge: choosing a till brings them up.
  useEffect(() => title.current?.scrollIntoView({ behavior: 'smooth', block: 'start' }), [people])
  return (
    <>
      <h2 ref={title}>Who works here now?</h2>
      {people.length === 0 && <EmptyState title="Nobody works at this store">Choose a till of another one.</EmptyState>}
      <div class="start__people">
        {people.map(person => (
          <Button
            key={person.id}
            size="till"
            class="start__person"
            icon={<UserRound size={22} />}
            loading={starting === person.id}
            disabled={starting !== undefined}
            aria-label={person.name}
            onClick={() => onChoose(person.id)}
          >
            <span class="start__text">
              {person.name}
              <span class="start__about">{person.about}</span>
            </span>
          </Button>
        ))}
      </div>
    </>
  )
}
