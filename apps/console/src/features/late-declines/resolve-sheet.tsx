import type { LateDecline } from '@ringfence/contract'
import { Field, formatMoney, Segmented, toast } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { ConfirmSheet } from '../../parts/confirm-sheet.tsx'

interface ResolveSheetProps {
  decline: LateDecline | undefined
  onClose: () => void
  onResolved: () => void
}

type Resolution = 'paidOtherwise' | 'writtenOff'

/** What became of the money. */
export function ResolveSheet({ decline, onClose, onResolved }: ResolveSheetProps) {
  const [resolution, setResolution] = useState<Resolution>('paidOtherwise')
  const [note, setNote] = useState('')
  const money = decline ? formatMoney(decline) : ''
  return (
    <ConfirmSheet
      open={decline !== undefined}
      title={`What became of ${money}?`}
      action={resolution === 'writtenOff' ? `Write ${money} off` : 'It was paid'}
      isDangerous={resolution === 'writtenOff'}
      content={[decline?.id, resolution, note]}
      call={() =>
        api.resolveLateDecline({
          params: { id: decline?.id ?? '' },
          body: { resolution, ...(note.trim() === '' ? {} : { note: note.trim() }) },
        })
      }
      onClose={onClose}
      onDone={() => {
        setNote('')
        toast(`${money} is settled`)
        onResolved()
      }}
    >
      <Segmented
        label="What became of it"
        size="dense"
        items={[
          { id: 'paidOtherwise' as const, label: 'Paid otherwise' },
          { id: 'writtenOff' as const, label: 'Written off' },
        ]}
        value={resolution}
        onChange={setResolution}
      />
      <Field label="Note, if any" maxLength={200} value={note} onInput={event => setNote(event.currentTarget.value)} />
    </ConfirmSheet>
  )
}
