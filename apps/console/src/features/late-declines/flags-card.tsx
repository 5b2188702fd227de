import type { OfflineFlag } from '@ringfence/contract'
import { Button, Card, formatMoney, Table, toast, usePages } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { ConfirmSheet } from '../../parts/confirm-sheet.tsx'
import { Paged } from '../../parts/paged.tsx'
import { mayCall } from '../../roles.ts'
import { person } from '../../session.ts'

const kinds = {
  signature_invalid: 'Not signed by this till',
  wrong_terminal: 'From another till',
  altered: 'Changed since it was taken',
  missing_before: 'The one before it is missing',
  out_of_order: 'Not in its order',
} as const

/** Forwarded payments that were not as the till took them; shown only when there are any. */
export function FlagsCard({ storeId }: { storeId: string | undefined }) {
  const [accepting, setAccepting] = useState<OfflineFlag>()
  const pages = usePages(`flags ${storeId}`, (cursor, signal) =>
    api.listOfflineFlags({
      query: {
        limit: 30,
        ...(storeId === undefined ? {} : { storeId }),
        ...(cursor === undefined ? {} : { cursor }),
      },
      signal,
    }),
  )
  if (pages.ready && pages.rows.length === 0) return null
  const mayAccept = mayCall(person.value!.role, 'acceptOfflineGap')
  const columns = [
    { id: 'at', label: 'Time', render: (row: OfflineFlag) => formatMoment(row.at, row.timeZone) },
    { id: 'till', label: 'Till', render: (row: OfflineFlag) => `${row.storeName} · ${row.terminalName}` },
    { id: 'sequence', label: 'Number', align: 'end' as const, render: (row: OfflineFlag) => row.sequence },
    { id: 'kind', label: 'What is wrong', render: (row: OfflineFlag) => kinds[row.kind] },
    { id: 'amount', label: 'Amount', align: 'end' as const, render: (row: OfflineFlag) => formatMoney(row) },
    {
      id: 'deed',
      label: '',
      align: 'end' as const,
      render: (row: OfflineFlag) =>
        mayAccept &&
        row.kind === 'missing_before' && (
          <Button size="dense" onClick={() => setAccepting(row)}>
            Accept the gap
          </Button>
        ),
    },
  ]
  return (
    <Card variant="flat" title="Refused: not as the till took them">
      <Paged pages={pages}>
        <Table caption="Refused offline payments" columns={columns} rows={pages.rows} rowKey={row => row.id} />
      </Paged>
      <ConfirmSheet
        open={accepting !== undefined}
        title="Accept that payments are lost?"
        action="Accept the gap"
        isDangerous
        call={() => api.acceptOfflineGap({ params: { id: accepting?.id ?? '' } })}
        onClose={() => setAccepting(undefined)}
        onDone={() => {
          setAccepting(undefined)
          toast('The till can forward again')
          pages.refresh()
        }}
      >
        <p>
          What {accepting?.terminalName} took before this payment never arrived. Accept it only when the device is lost
          or was reset.
        </p>
      </ConfirmSheet>
    </Card>
  )
}
