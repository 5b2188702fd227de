import type { PaymentCode, Store } from '@ringfence/contract'
import { Button, formatMoney, QrCode, toast } from '@ringfence/ui'
import { Printer } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { brand } from '../../brand.ts'
import { formatMoment } from '../../data/moment.ts'
import { ConfirmSheet } from '../../parts/confirm-sheet.tsx'
import { Fact, Facts } from '../../parts/facts.tsx'
import { SidePanel } from '../../parts/side-panel.tsx'
import { CodeState, kindWords } from './code-words.tsx'
import './payment-codes.css'

interface CodePanelProps {
  code: PaymentCode
  store: Store
  onClose: () => void
  onCancelled: () => void
}

/** A code as it is printed, and the way to make it invalid. */
export function CodePanel({ code, store, onClose, onCancelled }: CodePanelProps) {
  const [cancelling, setCancelling] = useState(false)
  const { label, amount, currency, token, status, kind } = code
  return (
    <SidePanel
      title={label}
      onClose={onClose}
      footer={
        status === 'open' && (
          <div class="confirm__buttons">
            <Button variant="primary" wide icon={<Printer size={18} />} onClick={() => print()}>
              Print
            </Button>
            <Button wide onClick={() => setCancelling(true)}>
              Make invalid
            </Button>
          </div>
        )
      }
    >
      {status === 'open' && (
        <article class="pay-sign print-alone" aria-label="As printed">
          <p class="pay-sign__brand display">{brand.value?.name}</p>
          <p class="pay-sign__label">{label}</p>
          {amount !== null && <p class="pay-sign__amount num">{formatMoney({ amount, currency })}</p>}
          <div class="pay-sign__qr">
            <QrCode text={token} label={`QR code to pay at ${label}`} />
          </div>
          <p>Scan with the {brand.value?.name} app to pay</p>
        </article>
      )}
      <Facts>
        <Fact label="State">
          <CodeState status={status} />
        </Fact>
        <Fact label="Kind">{kindWords[kind]}</Fact>
        <Fact label="Store">{store.name}</Fact>
        <Fact label="Made">{formatMoment(code.createdAt, store.timeZone)}</Fact>
      </Facts>
      <ConfirmSheet
        open={cancelling}
        title={`Make the code of ${label} invalid?`}
        action="Make invalid"
        isDangerous
        call={() => api.cancelPaymentCode({ params: { id: code.id } })}
        onClose={() => setCancelling(false)}
        onDone={() => {
          setCancelling(false)
          toast(`The code of ${label} no longer works`)
          onCancelled()
        }}
      >
        <p>Nobody can pay with a printed copy of it any more. Take the prints away.</p>
      </ConfirmSheet>
    </SidePanel>
  )
}
