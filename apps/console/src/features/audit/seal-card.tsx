import type { AuditState, AuditVerification } from '@ringfence/contract'
import { Button, Card, formatCount, Ring, Skeleton, useQuery } from '@ringfence/ui'
import { Check, CircleAlert, ShieldCheck } from 'lucide-preact'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { useDeed } from '../../data/use-deed.ts'
import { Code } from '../../parts/code.tsx'
import { Failure } from '../../parts/failure.tsx'
import { problemWords } from './words.ts'

/** Whether anybody touched the trail, how far it is sealed, and the head that proves it later. */
export function SealCard() {
  const query = useQuery('audit state', signal => api.getAuditState({ signal }))
  const verifying = useDeed()
  const verify = () => verifying.run('verify', () => api.verifyAuditTrail({}), query.reload)
  const failure = verifying.failure ?? (query.data ? undefined : query.failure)
  if (failure)
    return <Failure failure={failure} onRetry={verifying.failure ? verify : query.reload} retrying={query.loading} />
  if (!query.data) return <Skeleton height="120px" radius="var(--r-m)" />
  const { last } = query.data
  return (
    <Card variant="flat" class={`audit-seal ${last?.ok === false ? 'audit-seal--bad' : ''}`}>
      <Mark last={last} />
      <div class="audit-seal__words" role="status">
        <h2>{verdict(last)}</h2>
        <Seals state={query.data} />
        {last && !last.ok && <Faults faults={last.faults} />}
      </div>
      <Button onClick={verify} loading={verifying.isBusy} icon={<ShieldCheck size={20} aria-hidden="true" />}>
        {verifying.isBusy ? 'Verifying' : 'Verify now'}
      </Button>
    </Card>
  )
}

function Mark({ last }: { last: AuditVerification | null }) {
  const bad = last?.ok === false
  return (
    <Ring progress={last === null ? 0 : bad ? 0.7 : 1} size={72} stroke={7} tone={bad ? 'bad' : 'good'}>
      {bad ? <CircleAlert size={30} aria-hidden="true" /> : last && <Check size={30} aria-hidden="true" />}
    </Ring>
  )
}

function verdict(last: AuditVerification | null): string {
  if (last === null) return 'Not verified yet'
  return last.ok ? 'Nobody changed the trail' : 'The trail was changed'
}

function Seals({ state: { events, unsealed, head, last } }: { state: AuditState }) {
  return (
    <>
      <p class="dim num">
        {events === 1 ? '1 event' : `${formatCount(events)} events`},{' '}
        {unsealed === 0 ? 'all sealed' : `${formatCount(unsealed)} waiting for their seal`}
        {last && `; verified ${formatMoment(last.at)}`}
      </p>
      {head && (
        <p class="audit-seal__head dim num">
          Seal {formatCount(head.batch)} <Code text={head.signed} label="signed head" />
          <span class="faint">Keep it elsewhere: it shows later whether the end was cut off.</span>
        </p>
      )}
    </>
  )
}

function Faults({ faults }: Pick<AuditVerification, 'faults'>) {
  return (
    <ul class="audit-seal__faults">
      {faults.slice(0, 10).map(({ problem, batch, number, detail }) => (
        <li key={`${problem} ${batch} ${number}`}>
          <strong>
            {number === null ? `Seal ${batch ?? '?'}` : `Event ${number}`} {problemWords[problem]}
          </strong>
          : {detail}
        </li>
      ))}
      {faults.length > 10 && <li>and {faults.length - 10} more. Run ringfence audit verify for all.</li>}
    </ul>
  )
}
