/** Opens the app: at once with what an earlier visit left, else with the network. */
import type { Failed } from '@ringfence/contract'
import { type Advice, adviceFor } from './advice.ts'
import { loadBrand } from './brand.ts'
import { enrolDevice, openKeptDevice } from './device.ts'
import { openUsedStep } from './features/pay/used-step.ts'
import { keep } from './kept.ts'
import { completeSignIn, expectedPerson, personId, signIn, signOut } from './session.ts'
import { holder, openKept, refreshWallet } from './wallet.ts'

export type Opened =
  | { readonly state: 'open'; readonly trouble?: Advice | undefined }
  | { readonly state: 'failed'; readonly advice: Advice }

export async function openApp(): Promise<Opened> {
  const [withoutBrand, signedIn] = await Promise.all([loadBrand(), completeSignIn()])
  if (withoutBrand && !withoutBrand.ok) return { state: 'failed', advice: adviceFor(withoutBrand) }
  if (signedIn && !signedIn.ok) return { state: 'open', trouble: signInAdvice(signedIn) }
  if (signedIn) {
    await openUsedStep(signedIn.data.person.id)
    void refreshAll(signedIn.data.person.id)
    return { state: 'open' }
  }
  const expected = await expectedPerson()
  if (expected === undefined) return { state: 'open' }
  if (await openKept(expected)) {
    await Promise.all([openKeptDevice(expected), openUsedStep(expected)])
    personId.value = expected
    await keep('person', expected)
    void confirm(expected)
    return { state: 'open' }
  }
  return { state: 'open', trouble: await enter(expected) }
}

/** What did not work on the way to the sign-in pages and back. */
export function signInAdvice(answer: Failed): Advice {
  if (answer.code !== 'unauthenticated') return adviceFor(answer)
  return { title: 'You are not signed in.', detail: 'The sign-in was cancelled, or took too long. Try again.' }
}

/** Signs in and gets this device ready to pay. Answers what went wrong. */
export async function enter(id: string): Promise<Advice | undefined> {
  const answer = await signIn(id)
  if (answer === 'notCustomer') {
    return { title: 'This person has no wallet.', detail: 'Choose one of the customers below.' }
  }
  if (!answer.ok) {
    if (answer.code !== 'not_found') return adviceFor(answer)
    return { title: 'This person is not known here.', detail: 'Choose one of the customers below.' }
  }
  await openUsedStep(id)
  await refreshAll(id)
  return undefined
}

/** After opening from what was kept: the rest with the network, when there is one. */
async function confirm(id: string): Promise<void> {
  const answer = await signIn(id)
  // Someone who is no longer known (a sandbox that was set up anew) chooses again; without a network all stays.
  if (answer === 'notCustomer' || (!answer.ok && answer.code === 'not_found')) return signOut()
  await refreshAll(id)
}

async function refreshAll(id: string): Promise<void> {
  await refreshWallet()
  const account = holder.peek()?.account
  if (account) await enrolDevice(id, account.id)
}
