import type { CardBatch, CardBatchFile } from '@ringfence/contract'
import { Banner, Button, formatCount, formatMoney } from '@ringfence/ui'
import { Download } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { downloadText } from '../../data/download.ts'
import { formatMoment } from '../../data/moment.ts'
import { useDeed } from '../../data/use-deed.ts'
import { Confirm } from '../../parts/confirm.tsx'
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
  const mayDownload = batch.status === 'ready' && mayCall(person.value!.role, 'downloadCardBatch')
  const take = (taken: CardBatchFile) => {
    setFile(taken)
    downloadText(taken.fileName, taken.csv)
    onDone()
  }
  return (
    <SidePanel
      title={batch.name}
      onClose={onClose}
      footer={file === undefined && mayDownload && <DownloadOnce batch={batch} onTaken={take} />}
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

function DownloadOnce({ batch, onTaken }: { batch: CardBatch; onTaken: (file: CardBatchFile) => void }) {
  const [isAsking, setAsking] = useState(false)
  const deed = useDeed()
  async function download(): Promise<void> {
    const file = await deed.run(batch.id, () => api.downloadCardBatch({ params: { id: batch.id } }))
    if (!file) return
    setAsking(false)
    onTaken(file)
  }
  return (
    <>
      <Button variant="primary" wide icon={<Download size={18} aria-hidden="true" />} onClick={() => setAsking(true)}>
        Download for the printer
      </Button>
      <Confirm
        open={isAsking}
        title={`Download ${formatCount(batch.count)} numbers and PINs?`}
        action="Download once"
        deed={deed}
        onClose={() => setAsking(false)}
        onConfirm={download}
      >
        <p>
          This works exactly once, and stands in the books with your name. Give the file to the printer on a safe way,
          then delete it.
        </p>
      </Confirm>
    </>
  )
}
