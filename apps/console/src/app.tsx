import type { Failed } from '@ringfence/contract'
import { ToastHost } from '@ringfence/ui'
import { useEffect, useState } from 'preact/hooks'
import { Router } from 'wouter-preact'
import { brand, loadBrand } from './brand.ts'
import { SignInPage, signInTrouble } from './features/sign-in/sign-in-page.tsx'
import { Failure } from './parts/failure.tsx'
import { expectedPerson, person, signIn } from './session.ts'
import { Shell } from './shell/shell.tsx'

/** Who the address or this tab names, read once: signing out must not sign in again. */
const expected = expectedPerson()

export function App() {
  const [failure, setFailure] = useState<Failed>()
  const [isReady, setReady] = useState(false)
  const [isBusy, setBusy] = useState(true)
  const [trouble, setTrouble] = useState<string>()

  async function start(): Promise<void> {
    setBusy(true)
    const [failed, signedIn] = await Promise.all([loadBrand(), expected === undefined ? undefined : signIn(expected)])
    setTrouble(signedIn && signInTrouble(signedIn))
    setFailure(failed)
    setReady(failed === undefined)
    setBusy(false)
  }
  useEffect(() => void start(), [])

  return (
    <>
      {failure && !isReady ? (
        <div class="boot">
          <Failure failure={failure} onRetry={start} retrying={isBusy} />
        </div>
      ) : (
        isReady &&
        brand.value && <Router base="/console">{person.value ? <Shell /> : <SignInPage trouble={trouble} />}</Router>
      )}
      <ToastHost />
    </>
  )
}
