import type { CardBatch, CardBatchFile } from '@ringfence/contract'
import { Banner, Button, Field, formatCount, formatMoney, toast } from '@ringfence/ui'
import { Download } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { downloadText } from '../../data/download.ts'
import { formatMoment } from '../../data/moment.ts'
import { ConfirmSheet } from '../../parts/confirm-sheet.tsx'
import { Fact, Facts } from '../../parts/facts.tsx'
import '../../parts/form.css'
import { SidePanel } from '../../parts/side-panel.tsx'
import { mayCall } from '../../roles.ts'
import { person } from '../../session.ts'
import { BatchStatus } from './batch-status.tsx'

interface BatchPanelProps {
  batch: CardBatch
  designName: string
  onClose: () => void
  onDone: () => void
}

/** One batch. Its numbers and PINs are told once; until the panel is closed they can be saved again from here. */
export function BatchPanel({ batch, designName, onClose, onDone }: BatchPanelProps) {
  const [file, setFile] = useState<CardBatchFile>()
  const { id, role } = person.value!
  const isOffered = file === undefined && batch.status === 'ready' && mayCall(role, 'downloadCardBatch')
  const isMine = batch.releasedTo === id
  const take = (taken: CardBatchFile) => {
    setFile(taken)
    downloadText(taken.fileName, taken.csv)
    onDone()
  }
  return (
    <SidePanel
      title={batch.name}
      onClose={onClose}
      footer={isOffered && (isMine ? <DownloadOnce batch={batch} onTaken={take} /> : <AskForRelease batch={batch} />)}
    >
      <div class="form">
        <p>
          <BatchStatus batch={batch} />
        </p>
        {file && <Taken file={file} />}
        <BatchFacts batch={batch} designName={designName} />
        {batch.status === 'making' && <p class="dim">Numbers and PINs are being drawn. This takes a moment.</p>}
      </div>
    </SidePanel>
  )
}

function Taken({ file }: { file: CardBatchFile }) {
  return (
    <Banner
      tone="info"
      title="Downloaded"
      action={
        <Button size="dense" onClick={() => downloadText(file.fileName, file.csv)}>
          Save again
        </Button>
      }
    >
      {file.fileName} is with your downloads. When this panel is closed, nobody can get the numbers again.
    </Banner>
  )
}

function BatchFacts({ batch, designName }: { batch: CardBatch; designName: string }) {
  const { count, activated, ceiling, currency, validMonths, orderedBy, orderedAt, downloadedBy, downloadedAt } = batch
  return (
    <Facts>
      <Fact label="Cards">{formatCount(count)}</Fact>
      <Fact label="Sold">{formatCount(activated)}</Fact>
      <Fact label="Design">{designName}</Fact>
      <Fact label="At most">{formatMoney({ amount: ceiling, currency })} a card</Fact>
      <Fact label="Expires">
        {validMonths === null ? 'Never' : `${formatCount(validMonths)} months after the sale`}
      </Fact>
      <Fact label="Ordered">
        {formatMoment(orderedAt)}, {orderedBy}
      </Fact>
      <Fact label="Downloaded">{downloadedAt ? `${formatMoment(downloadedAt)}, ${downloadedBy}` : 'Not yet'}</Fact>
    </Facts>
  )
}

/** Numbers leave only when a second person releases them, and to who asked. */
function AskForRelease({ batch }: { batch: CardBatch }) {
  const [isAsking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const [isAsked, setAsked] = useState(false)
  const body = { reason: reason.trim() }
  if (isAsked) return <p class="dim">Asked. A colleague in finance or an administrator releases it under Approvals.</p>
  return (
    <>
      <Button variant="primary" wide icon={<Download size={18} aria-hidden="true" />} onClick={() => setAsking(true)}>
        Ask for the download
      </Button>
      <ConfirmSheet
        open={isAsking}
        title={`Ask for ${formatCount(batch.count)} numbers and PINs?`}
        action="Ask a second person"
        disabled={body.reason.length < 3}
        content={body}
        call={idempotencyKey => api.requestCardBatchDownload({ params: { id: batch.id }, body, idempotencyKey })}
        onClose={() => setAsking(false)}
        onDone={() => {
          setAsking(false)
          setAsked(true)
          toast('Asked: it waits under Approvals')
        }}
      >
        <p>
          Numbers with their PINs are as good as money once the cards are sold, so a second person releases them to you.
        </p>
        <Field
          label="Reason"
          size="dense"
          maxLength={200}
          value={reason}
          onInput={event => setReason(event.currentTarget.value)}
        />
      </ConfirmSheet>
    </>
  )
}

function DownloadOnce({ batch, onTaken }: { batch: CardBatch; onTaken: (file: CardBatchFile) => void }) {
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button variant="primary" wide icon={<Download size={18} aria-hidden="true" />} onClick={() => setAsking(true)}>
        Download for the printer
      </Button>
      <ConfirmSheet
        open={isAsking}
        title={`Download ${formatCount(batch.count)} numbers and PINs?`}
        action="Download once"
        call={() => api.downloadCardBatch({ params: { id: batch.id } })}
        onClose={() => setAsking(false)}
        onDone={file => {
          setAsking(false)
          onTaken(file)
        }}
      >
        <p>
          This works exactly once, and stands in the books with your name. Give the file to the printer on a safe way,
          then delete it.
        </p>
      </ConfirmSheet>
    </>
  )
}
