import { canonicalCardNumber, isGiftCode, isPrintedNumber, type MyGiftCard } from '@ringfence/contract'
import { Banner, Button, Card, Field, formatMoney, online, toast } from '@ringfence/ui'
import { ScanBarcode } from 'lucide-preact'
import { useRef, useState } from 'preact/hooks'
import { useLocation, useSearchParams } from 'wouter-preact'
import type { Advice } from '../../advice.ts'
import { lazyScreen } from '../../lazy-screen.tsx'
import { api } from '../../session.ts'
import { PageHead } from '../../shell/frame.tsx'
import { refreshWallet } from '../../wallet.ts'
import './cards.css'
import { cardAdvice } from './card-advice.ts'

const ScanSheet = lazyScreen(() => import('../scan/scan-sheet.tsx').then(part => part.ScanSheet))

/** Adds a gift card by its number, typed or scanned. */
export function AddCardScreen() {
  const [, navigate] = useLocation()
  const [address] = useSearchParams()
  const [number, setNumber] = useState(address.get('number') ?? '')
  const [pin, setPin] = useState('')
  const [scanning, setScanning] = useState(false)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<Advice>()
  const sent = useRef<{ what: string; key: string } | undefined>(undefined)

  const canonical = canonicalCardNumber(number)
  // An e-gift's code says all; a printed card has a PIN as well.
  const needsPin = canonical !== undefined && !isGiftCode(canonical)
  const isMistyped =
    canonical !== undefined && canonical.length === 16 && canonical.startsWith('0') && !isPrintedNumber(canonical)

  async function add(): Promise<void> {
    if (!canonical) return
    setBusy(true)
    setTrouble(undefined)
    const body = { code: canonical, ...(needsPin && pin ? { pin } : {}) }
    // The same wish keeps its key: sending it again adds the card once.
    const what = JSON.stringify(body)
    if (sent.current?.what !== what) sent.current = { what, key: crypto.randomUUID() }
    const answer = await api.claimMyGiftCard({ body, idempotencyKey: sent.current.key })
    setBusy(false)
    if (answer.ok) return done(answer.data)
    if (answer.code !== 'network') sent.current = undefined
    setTrouble(cardAdvice(answer))
  }

  function done(card: MyGiftCard): void {
    toast(`Gift card with ${formatMoney({ amount: card.balance, currency: card.currency })} added`)
    void refreshWallet().then(() => navigate(`/cards/${card.id}`, { replace: true }))
  }

  return (
    <div class="narrow stack">
      <PageHead title="Add a gift card" onBack={() => navigate('/cards')} />
      <form
        class="stack"
        onSubmit={event => {
          event.preventDefault()
          void add()
        }}
      >
        <Card>
          <div class="scan-field">
            <Button wide icon={<ScanBarcode size={22} />} onClick={() => setScanning(true)}>
              Scan its bar code
            </Button>
            <Field
              label="Number or code"
              hint="On the back of the card, or in the mail."
              error={isMistyped && 'A digit of this number is wrong. Compare it with the card.'}
              value={number}
              onInput={event => {
                setNumber(event.currentTarget.value)
                setTrouble(undefined)
              }}
              autoComplete="off"
              autoCapitalize="characters"
              spellcheck={false}
              maxLength={64}
            />
            {needsPin && (
              <Field
                label="PIN"
                hint="Scratch it free on the card. Leave it empty when there is none."
                value={pin}
                onInput={event => setPin(event.currentTarget.value.replace(/\D/g, ''))}
                inputMode="numeric"
                autoComplete="off"
                maxLength={8}
              />
            )}
          </div>
        </Card>
        {trouble && (
          <Banner tone="bad" title={trouble.title}>
            {trouble.detail}
          </Banner>
        )}
        <Button
          type="submit"
          variant="primary"
          wide
          class="submit"
          loading={busy}
          disabled={!canonical || isMistyped || !online.value}
        >
          {online.value ? 'Add to my cards' : 'You are offline'}
        </Button>
      </form>
      {scanning && (
        <ScanSheet
          title="Scan a gift card"
          hint="Hold the bar code or the QR code into the frame."
          onClose={() => setScanning(false)}
          onCode={(text: string) => {
            setNumber(numberIn(text))
            setTrouble(undefined)
            setScanning(false)
          }}
        />
      )}
    </div>
  )
}

/** A mailed QR holds the claim link, a printed bar code the number. */
function numberIn(scanned: string): string {
  return /#([0-9A-Za-z-]+)$/.exec(scanned)?.[1] ?? scanned
}
