import type { AuditEvent } from '@ringfence/contract'
import { Badge } from '@ringfence/ui'
import type { ComponentChildren } from 'preact'
import { formatMoment } from '../../data/moment.ts'
import { Code } from '../../parts/code.tsx'
import { Fact, Facts } from '../../parts/facts.tsx'
import { SidePanel } from '../../parts/side-panel.tsx'
import { actorWords, deedWords, outcomes } from './words.ts'

/** All that is kept of one deed. */
export function EventPanel({ event, onClose }: { event: AuditEvent; onClose: () => void }) {
  const { actor, target, digests, figures } = event
  const same = digests.of === 'thing' && digests.before !== null && digests.before === digests.after
  return (
    <SidePanel title={deedWords(event.operation)} onClose={onClose}>
      <Facts>
        <Fact label="Number">
          {event.number} {event.sealed ? <Badge tone="good">Sealed</Badge> : <Badge>Not sealed yet</Badge>}
        </Fact>
        <Fact label="Time">{formatMoment(event.at)}</Fact>
        <Fact label="Who">{actorWords(actor)}</Fact>
        <Coded label="Id" text={actor.id} />
        <Coded label="Till" text={actor.terminalId} />
        <Coded label="App or client" text={actor.clientId} />
        <Coded label="Sign-in" text={actor.sessionId} />
        {target && <Coded label={`On ${deedWords(target.kind)}`} text={target.id} />}
        <Fact label="Result">
          <Badge tone={outcomes[event.outcome].tone}>{outcomes[event.outcome].word}</Badge> {event.status}{' '}
          {event.errorCode?.replaceAll('_', ' ')}
        </Fact>
        <Coded label="Request" text={event.requestId} />
        {Object.entries(figures).map(([name, count]) => (
          <Fact key={name} label={deedWords(name)}>
            {count}
          </Fact>
        ))}
        <Coded label={digests.of === 'thing' ? 'Digest before' : 'Digest of the request'} text={digests.before} />
        <Coded label={digests.of === 'thing' ? 'Digest after' : 'Digest of the answer'} text={digests.after} />
        {same && <Fact label="Change">none: both digests are the same</Fact>}
      </Facts>
    </SidePanel>
  )
}

function Coded({ label, text }: { label: string; text: string | null }): ComponentChildren {
  return (
    text && (
      <Fact label={label}>
        <Code text={text} label={label} />
      </Fact>
    )
  )
}
