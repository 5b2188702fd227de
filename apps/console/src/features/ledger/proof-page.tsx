import type { Proof } from '@ringfence/contract'
import { Button, Card, formatCount, formatDate, formatTime, Ring } from '@ringfence/ui'
import { Check, CircleAlert, ShieldCheck } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { isProving, proof, proofFailure, proveBooks } from '../../data/proof.ts'
import { Code } from '../../parts/code.tsx'
import { Failure } from '../../parts/failure.tsx'
import { FigureCard, type FigureColumn } from '../../parts/figure-card.tsx'
import { AuditsCard } from './audits-card.tsx'
import { checkNames } from './check-names.ts'
import './proof-page.css'

/** Proves the books on demand: every balance, every hash, and that debit equals credit. */
export function ProofPage() {
  const result = proof.value
  const failure = proofFailure.value
  const isBusy = isProving.value
  const button = (
    <Button variant="primary" onClick={proveBooks} loading={isBusy} icon={<ShieldCheck size={20} aria-hidden="true" />}>
      {isBusy ? 'Proving' : result ? 'Prove again' : 'Prove now'}
    </Button>
  )
  return (
    <div class="proof" aria-busy={isBusy}>
      {failure && <Failure failure={failure} onRetry={proveBooks} retrying={isBusy} />}
      {!failure && !result && (
        <Card variant="flat" class="proof__intro">
          <Ring progress={isBusy ? 0.25 : 0} size={96} stroke={8} />
          <h2>Do the books balance?</h2>
          <p class="dim">
            The proof reads every transfer again, compares all balances with it and recomputes the chain of hashes.
            Payments go on meanwhile.
          </p>
          {button}
        </Card>
      )}
      {!failure && result && (
        <>
          <Verdict proof={result}>{button}</Verdict>
          <Checks checks={result.checks} />
          <Heads proof={result} />
        </>
      )}
      <AuditsCard />
    </div>
  )
}

function Verdict({
  proof: { ok, checkedAt, transfers, accounts },
  children,
}: {
  proof: Proof
  children: ComponentChildren
}) {
  return (
    <Card variant="flat" class={`proof__verdict ${ok ? '' : 'proof__verdict--bad'}`}>
      <Ring progress={ok ? 1 : 0.7} size={96} stroke={8} tone={ok ? 'good' : 'bad'}>
        {ok ? <Check size={40} aria-hidden="true" /> : <CircleAlert size={40} aria-hidden="true" />}
      </Ring>
      <div class="proof__words" role="status">
        <h2>{ok ? 'The books balance' : 'The books do not balance'}</h2>
        <p class="dim num">
          {formatCount(transfers)} transfers on {formatCount(accounts)} accounts, proved on {formatDate(checkedAt)} at{' '}
          {formatTime(checkedAt)}
        </p>
        {!ok && <p>Stop closing the day. Show the failed checks below to whoever runs this deployment.</p>}
      </div>
      {children}
    </Card>
  )
}

function Checks({ checks }: Pick<Proof, 'checks'>) {
  return (
    <Card variant="flat" title="Checks">
      <ul class="proof__checks">
        {checks.map(check => (
          <li key={check.name} class={check.ok ? '' : 'proof__failed'}>
            {check.ok ? <Check size={18} aria-label="passed" /> : <CircleAlert size={18} aria-label="failed" />}
            <span>
              <strong>{checkNames[check.name] ?? check.name}</strong>
              <span class="proof__detail">{check.detail}</span>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

type Head = Proof['heads'][number]
const headColumns: FigureColumn<Head>[] = [
  { id: 'lane', label: 'Lane', render: head => head.lane, value: head => head.lane },
  {
    id: 'batch',
    label: 'Last batch',
    align: 'end',
    render: head => formatCount(head.batch),
    value: head => head.batch,
  },
  { id: 'hash', label: 'Hash', render: head => <Code text={head.hash} label="hash" />, value: head => head.hash },
]

/** Whoever keeps these hashes can later prove that nothing before them was altered. */
function Heads({ proof: { heads, checkedAt } }: { proof: Proof }) {
  return (
    <FigureCard
      title="Heads of the chain"
      note="Keep them: they show later whether anything was altered."
      columns={headColumns}
      rows={heads}
      rowKey={head => String(head.lane)}
      empty="Nothing has been booked yet."
      file={`ledger-heads-${checkedAt.slice(0, 19).replaceAll(':', '')}`}
    />
  )
}
