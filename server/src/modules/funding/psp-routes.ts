/** The provider over HTTP: its webhooks, and in the sandbox what its cardholders' banks do. */
import { fromTypeId } from '../../kernel/ids.ts'
import type { Database } from '../../platform/database.ts'
import type { Call, HandlersOf } from '../../platform/http.ts'
import type { Psp } from './psp/psp.ts'
import type { SandboxControls } from './psp/sandbox/sandbox-psp.ts'
import { receiveWebhook } from './receive-webhook.ts'

export interface PspRoom {
  readonly db: Database
  readonly psp: Psp
  /** When the provider is the sandbox. */
  readonly controls: SandboxControls | undefined
}

export function pspRoutes({ db, psp, controls }: PspRoom): HandlersOf<'receivePspWebhook' | 'tellSandboxPsp'> {
  return {
    receivePspWebhook: async ({ params, raw, nowMs }) => {
      if (params.provider !== psp.provider || raw === undefined) return { ok: false, code: 'not_found' }
      const outcome = await receiveWebhook(db, psp, raw, nowMs)
      return outcome.ok ? { ok: true, value: { received: true } } : outcome
    },
    tellSandboxPsp: async call => {
      const done = controls !== undefined && (await tell(controls, call))
      return done ? { ok: true, value: undefined } : { ok: false, code: 'not_found' }
    },
  }
}

async function tell(controls: SandboxControls, { body }: Call<'tellSandboxPsp'>): Promise<boolean> {
  if (body.type === 'answerChallenge') return controls.answerChallenge(body.challengeId, body.approve)
  if (body.type === 'payOut') {
    await controls.payOut()
    return true
  }
  const loadId = fromTypeId('lod', body.loadId)
  if (loadId === undefined) return false
  return body.type === 'openDispute' ? controls.openDispute(loadId) : controls.closeDispute(loadId, body.won)
}
