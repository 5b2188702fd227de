import type { ResolvedPaymentRequest } from '@ringfence/contract'
import { Banner, Button, Field, IconButton, online } from '@ringfence/ui'
import { X } from 'lucide-preact'
import { useRef, useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { type Advice, adviceFor } from '../../advice.ts'
import { api } from '../../session.ts'
import { PaySheet } from './pay-sheet.tsx'
import './scan-screen.css'
import { ScanView } from './scan-view.tsx'
import { whatIsScanned } from './scanned.ts'

const unknown: Advice = {
  title: 'This is no code to pay with here.',
  detail: 'Scan the code on the till, the table or the machine.',
}

/** Scan to pay: the phone reads what the till, table, machine or invoice asks for, and the customer confirms. */
export function ScanScreen() {
  const [, navigate] = useLocation()
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<Advice>()
  const [request, setRequest] = useState<ResolvedPaymentRequest>()
  const refused = useRef<string | undefined>(undefined)

  async function take(text: string): Promise<void> {
    const scanned = whatIsScanned(text)
    if (scanned.kind === 'giftCard') return navigate(`/cards/add?number=${scanned.number}`)
    if (scanned.kind === 'unknown') return setTrouble(unknown)
    setBusy(true)
    const answer = await api.resolvePaymentRequest({ body: { token: scanned.token } })
    setBusy(false)
    if (answer.ok) {
      setTrouble(undefined)
      setRequest(answer.data)
      return
    }
    refused.current = text
    setTrouble(answer.code === 'code_invalid' ? unknown : adviceFor(answer))
  }

  return (
    <main class="scan">
      <header class="scan__head">
        <div>
          <h1 class="scan__title">Scan to pay</h1>
          <p class="scan__hint">Point at the code of the till or table</p>
        </div>
        <IconButton label="Close" variant="glass" onClick={() => navigate('/')}>
          <X size={24} />
        </IconButton>
      </header>
      {/* A code that was refused stays in sight: it is not asked about again. */}
      <ScanView paused={busy || request !== undefined} onCode={text => text !== refused.current && void take(text)} />
      <div aria-live="polite">
        {trouble && (
          <Banner tone="bad" title={trouble.title}>
            {trouble.detail}
          </Banner>
        )}
        {!online.value && (
          <Banner tone="offline" title="You are offline">
            Scanning needs a network. Your pay code works without one.
          </Banner>
        )}
      </div>
      <Typing busy={busy} onText={take} />
      {request && <PaySheet request={request} onClose={() => setRequest(undefined)} />}
    </main>
  )
}

function Typing({ busy, onText }: { busy: boolean; onText: (text: string) => Promise<void> }) {
  const [typed, setTyped] = useState('')
  return (
    <form
      class="scan__typing"
      onSubmit={event => {
        event.preventDefault()
        void onText(typed)
      }}
    >
      <Field
        label="Or paste the code"
        value={typed}
        onInput={event => setTyped(event.currentTarget.value)}
        autoComplete="off"
        autoCapitalize="characters"
        spellcheck={false}
        maxLength={240}
      />
      <Button type="submit" loading={busy} disabled={typed.trim() === '' || !online.value}>
        Open
      </Button>
    </form>
  )
}
