import { type ClaimGiftCard, canonicalCardNumber, isGiftCode, isPrintedNumber } from '@ringfence/contract'
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
  const { busy, trouble, add, clear } = useAdding()
  const canonical = canonicalCardNumber(number)
  // An e-gift's code says all; a printed card has a PIN as well.
  const needsPin = canonical !== undefined && !isGiftCode(canonical)
  const isMistyped = canonical !== undefined && isAlmostPrinted(canonical)
  const type = (text: string) => {
    setNumber(text)
    clear()
  }

  return (
    <div class="narrow stack">
      <PageHead title="Add a gift card" onBack={() => navigate('/cards')} />
      <form
        class="stack"
        onSubmit={event => {
          event.preventDefault()
          if (canonical) void add({ code: canonical, ...(needsPin && pin ? { pin } : {}) })
        }}
      >
        <Card>
          <div class="scan-field">
            <Button wide icon={<ScanBarcode size={22} />} onClick={() => setScanning(true)}>
              Scan its bar code
            </Button>
            <NumberField number={number} isMistyped={isMistyped} onInput={type} />
            {needsPin && <PinField pin={pin} onInput={setPin} />}
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
            type(numberIn(text))
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

/** Sixteen digits that begin as ours do, with one that is wrong. */
function isAlmostPrinted(canonical: string): boolean {
  return canonical.length === 16 && canonical.startsWith('0') && !isPrintedNumber(canonical)
}

interface NumberFieldProps {
  number: string
  isMistyped: boolean
  onInput: (text: string) => void
}

function NumberField({ number, isMistyped, onInput }: NumberFieldProps) {
  return (
    <Field
      label="Number or code"
      hint="On the back of the card, or in the mail."
      error={isMistyped && 'A digit of this number is wrong. Compare it with the card.'}
      value={number}
      onInput={event => onInput(event.currentTarget.value)}
      autoComplete="off"
      autoCapitalize="characters"
      spellcheck={false}
      maxLength={64}
    />
  )
}

function PinField({ pin, onInput }: { pin: string; onInput: (digits: string) => void }) {
  return (
    <Field
      label="PIN"
      hint="Scratch it free on the card. Leave it empty when there is none."
      value={pin}
      onInput={event => onInput(event.currentTarget.value.replace(/\D/g, ''))}
      inputMode="numeric"
      autoComplete="off"
      maxLength={8}
    />
  )
}

function useAdding() {
  const [, navigate] = useLocation()
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<Advice>()
  const sent = useRef<{ what: string; key: string } | undefined>(undefined)

  async function add(body: ClaimGiftCard): Promise<void> {
    setBusy(true)
    setTrouble(undefined)
    // The same wish keeps its key: sending it again adds the card once.
    const what = JSON.stringify(body)
    if (sent.current?.what !== what) sent.current = { what, key: crypto.randomUUID() }
    const answer = await api.claimMyGiftCard({ body, idempotencyKey: sent.current.key })
    setBusy(false)
    if (!answer.ok) {
      if (answer.code !== 'network') sent.current = undefined
      return setTrouble(cardAdvice(answer))
    }
    const { id, balance: amount, currency } = answer.data
    toast(`Gift card with ${formatMoney({ amount, currency })} added`)
    await refreshWallet()
    navigate(`/cards/${id}`, { replace: true })
  }

  return { busy, trouble, add, clear: () => setTrouble(undefined) }
}
