import type { Failed } from '@ringfence/contract'
import { ToastHost } from '@ringfence/ui'
import { useEffect, useState } from 'preact/hooks'
import { Router } from 'wouter-preact'
import { brand, loadBrand } from './brand.ts'
import { SignInPage, signInTrouble } from './features/sign-in/sign-in-page.tsx'
import { Failure } from './parts/failure.tsx'
import { bySignIn, completeSignIn, expectedPerson, person, signIn } from './session.ts'
import { Shell } from './shell/shell.tsx'
import { finishStepUp, isStepUpWindow, StepUpSheet } from './step-up.tsx'

/** Who the address or this tab names, read once: signing out must not sign in again. */
const expected = expectedPerson()

async function open(): ReturnType<typeof completeSignIn> {
  const back = await completeSignIn()
  if (back !== undefined || person.peek() !== undefined) return back
  if (expected !== undefined) return signIn(expected)
  const answer = await signIn(bySignIn)
  // Nobody is signed in in this browser: nothing went wrong, they only have to.
  return answer !== 'notStaff' && !answer.ok && answer.code === 'unauthenticated' ? undefined : answer
}

export function App() {
  const [failure, setFailure] = useState<Failed>()
  const [isReady, setReady] = useState(false)
  const [isBusy, setBusy] = useState(true)
  const [trouble, setTrouble] = useState<string>()

  async function start(): Promise<void> {
    setBusy(true)
    if (isStepUpWindow()) return finishStepUp()
    const [failed, signedIn] = await Promise.all([loadBrand(), open()])
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
      <StepUpSheet />
      <ToastHost />
    </>
  )
}
