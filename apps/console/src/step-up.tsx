/**
 * Proving once more who one is, before money moves or rights change (RFC 9470): in a window of its own, so that what was typed here
 * stays. When it is done there, the request that asked for it is sent again.
 */
import { signal } from '@preact/signals'
import type { Client } from '@ringfence/contract'
import { Button, Sheet } from '@ringfence/ui'
import { beginSignIn, takeNewSignIn } from './session.ts'

const windowName = 'ringfence-step-up'
const channelName = 'ringfence.step-up'
const startPath = '/console/step-up'

/** Who waits for the proof; told whether it was given. */
const waiting = signal<((proved: boolean) => void)[]>([])

/** Each operation, sent again with the same idempotency key once the person has proved who they are. */
export function withStepUp(client: Client): Client {
  const wrapped = Object.entries(client).map(([id, call]) => [
    id,
    async (input: object) => {
      const request = { idempotencyKey: crypto.randomUUID(), ...input }
      const answer = await (call as (input: object) => ReturnType<typeof client.getBrand>)(request)
      if (answer.ok || answer.code !== 'step_up_required' || !(await proved())) return answer
      return (call as (input: object) => ReturnType<typeof client.getBrand>)(request)
    },
  ])
  return Object.fromEntries(wrapped) as Client
}

function proved(): Promise<boolean> {
  return new Promise(resolve => {
    waiting.value = [...waiting.value, resolve]
  })
}

function finish(isProved: boolean): void {
  const told = waiting.value
  waiting.value = []
  for (const tell of told) tell(isProved)
}

export function StepUpSheet() {
  const prove = () => {
    const channel = new BroadcastChannel(channelName)
    channel.onmessage = () => {
      channel.close()
      void takeNewSignIn().then(answer => finish(answer.ok))
    }
    window.open(startPath, windowName, 'popup,width=480,height=720')
  }
  return (
    <Sheet
      open={waiting.value.length > 0}
      onClose={() => finish(false)}
      title="Confirm that it is you"
      footer={
        <Button variant="primary" wide onClick={prove}>
          Use my passkey
        </Button>
      }
    >
      <p>This is about money or rights, so your passkey is asked for once more. Nothing that you typed is lost.</p>
    </Sheet>
  )
}

/** Whether this window was opened for the proof alone. */
export function isStepUpWindow(): boolean {
  return window.name === windowName && [startPath, '/console/signed-in'].includes(location.pathname)
}

export async function finishStepUp(): Promise<void> {
  if (location.pathname === startPath) return void (await beginSignIn({ stepUp: true }))
  const { oauth } = await import('./oauth.ts')
  const answer = await oauth.complete()
  if (answer.ok) new BroadcastChannel(channelName).postMessage('proved')
  window.close()
}
