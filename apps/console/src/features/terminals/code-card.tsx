import type { EnrolmentCode, Terminal } from '@ringfence/contract'
import { Banner, Button } from '@ringfence/ui'
import { api } from '../../api.ts'
import { failureSentence } from '../../data/failure.ts'
import { formatMoment } from '../../data/moment.ts'
import { useDeed } from '../../data/use-deed.ts'
import './terminals.css'

interface CodeCardProps {
  terminal: Terminal
  code: EnrolmentCode | undefined
  onMade: (code: EnrolmentCode) => void
}

/** The code that makes a till known: shown here only, typed on the till once. */
export function CodeCard({ terminal, code, onMade }: CodeCardProps) {
  const { run, isBusy, failure } = useDeed()
  const make = () => run(terminal.id, () => api.createEnrolmentCode({ params: { id: terminal.id } }), onMade)
  return (
    <section class="enrolment">
      {code ? (
        <>
          <p class="dim">Type this on the till, under “Set up this till”:</p>
          <p class="enrolment__code num">{code.code}</p>
          <p class="dim">Good once, until {formatMoment(code.expiresAt)}.</p>
        </>
      ) : (
        <p class="dim">
          A code makes a till known: the till makes a key of its own, and the code proves that it may. It is good for a
          quarter of an hour.
        </p>
      )}
      <Button wide loading={isBusy} onClick={() => void make()}>
        {code ? 'Another code' : 'Make a code'}
      </Button>
      {failure && <Banner tone="bad">{failureSentence(failure)}</Banner>}
    </section>
  )
}
