import type { Terminal } from '@ringfence/contract'
import { Banner, Button, Card, Skeleton } from '@ringfence/ui'
import { KeyRound, MonitorSmartphone } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import type { Advice } from '../../advice.ts'
import { brand } from '../../brand.ts'
import { beginSignIn } from '../../sign-in.ts'
import { keptTill } from '../../terminal-key.ts'
import { SetUp } from './set-up.tsx'

/** The start of work outside the sandbox: this device is made a till once; then whoever works here signs in. */
export function SignInStart({ trouble }: { trouble: Advice | undefined }) {
  const [till, setTill] = useState<Terminal | 'none'>()
  const [refused, setRefused] = useState(trouble)
  const look = () => void keptTill().then(kept => setTill(kept ?? 'none'))
  useEffect(look, [])
  const isNew = till === 'none'
  return (
    <main class="start start--sign-in">
      <header class="start__head">
        <h1 class="start__brand display">{brand.value.name}</h1>
        <p class="dim">{isNew ? 'This device is no till yet' : 'Start of work'}</p>
      </header>
      {refused && (
        <Banner tone="bad" title={refused.title}>
          {refused.detail}
        </Banner>
      )}
      {till === undefined && <Skeleton height="220px" radius="16px" />}
      {till !== undefined && till !== 'none' && <SignIn till={till} onRefused={setRefused} />}
      {till !== undefined && <SetUp key={isNew ? 'first' : 'again'} isFirst={isNew} isAgain={!isNew} onDone={look} />}
    </main>
  )
}

function SignIn({ till, onRefused }: { till: Terminal; onRefused: (advice: Advice | undefined) => void }) {
  const [isBusy, setBusy] = useState(false)
  async function begin(): Promise<void> {
    setBusy(true)
    onRefused(undefined)
    const begun = await beginSignIn()
    setBusy(false)
    if (!begun.ok) onRefused(begun)
  }
  return (
    <Card class="start__sign-in">
      <div class="start__till">
        <MonitorSmartphone size={28} aria-hidden="true" />
        <p>
          <strong>{till.name}</strong>
          <span class="start__about">{till.storeName}</span>
        </p>
      </div>
      <Button
        variant="primary"
        size="till"
        wide
        icon={<KeyRound size={22} />}
        loading={isBusy}
        onClick={() => void begin()}
      >
        Sign in with a passkey
      </Button>
      <p class="dim">Yours, on your phone or your security key. Sign out when somebody else takes over.</p>
    </Card>
  )
}
