import { shownCardNumber } from '@ringfence/contract'
import { Amount, Button, playApproved, QrCode } from '@ringfence/ui'
import { Printer } from 'lucide-preact'
import { useEffect, useRef } from 'preact/hooks'
import { brand } from '../../brand.ts'
import { progress } from '../charge/attempt.ts'
import './sold-code-screen.css'

/** The code of an e-gift that the buyer takes along. It is told once, so the screen stays until it is closed. */
export function SoldCodeScreen() {
  const now = progress.value
  if (now?.step !== 'approved' || now.attempt.request.kind !== 'giftSale' || !now.taken.giftCode) return null
  return <SoldCode code={now.taken.giftCode} amount={now.taken} />
}

function SoldCode({ code, amount }: { code: string; amount: { amount: number; currency: string } }) {
  const screen = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = screen.current
    dialog?.showModal()
    dialog?.focus()
    playApproved()
    return () => dialog?.close()
  }, [])
  const close = () => {
    progress.value = undefined
  }
  return (
    <dialog
      ref={screen}
      tabIndex={-1}
      class="sold-code"
      aria-label="E-gift sold"
      onCancel={event => event.preventDefault()}
    >
      <article class="sold-code__card">
        <p class="sold-code__brand display">{brand.value.name}</p>
        <Amount class="sold-code__amount" value={amount} />
        <div class="sold-code__qr">
          <QrCode text={code} label="QR code of the e-gift" />
        </div>
        <p class="sold-code__text num" data-testid="gift-code">
          {shownCardNumber(code)}
        </p>
        <p class="sold-code__how">Claim it in the app, or pay with it at any of our tills.</p>
      </article>
      <div class="sold-code__side">
        <h1 class="sold-code__title">E-gift sold</h1>
        <p>Print it, or let the buyer take a picture. The code is shown only now.</p>
        <div class="sold-code__buttons">
          <Button size="till" icon={<Printer size={22} />} onClick={() => print()}>
            Print
          </Button>
          <Button size="till" variant="primary" onClick={close}>
            Handed over
          </Button>
        </div>
      </div>
    </dialog>
  )
}
