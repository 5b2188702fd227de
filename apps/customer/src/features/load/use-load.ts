import type { Load } from '@ringfence/contract'
import { toast } from '@ringfence/ui'
import { useEffect, useState } from 'preact/hooks'
import { adviceLine } from '../../advice.ts'
import { forget, keep, kept } from '../../kept.ts'
import { onLive } from '../../live.ts'
import { api } from '../../session.ts'
import { refreshWallet } from '../../wallet.ts'
import { type LoadIntent, type Outcome, outcomeAfter, outcomeOf } from './intent.ts'

export interface Loading {
  /** The intent whose outcome is not known: nothing else is sent before it is. */
  readonly open: LoadIntent | undefined
  readonly busy: boolean
  readonly outcome: Outcome | undefined
  readonly send: (intent: LoadIntent) => Promise<void>
  /** After the customer has answered the bank: how the load stands now. */
  readonly lookAgain: (load: Load) => Promise<void>
  readonly clearOutcome: () => void
}

/** Loads of one account. An intent that was left open, even by an earlier visit, is taken up again. */
export function useLoad(accountId: string): Loading {
  const [open, setOpen] = useState<LoadIntent>()
  const [busy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<Outcome>()
  useEffect(() => void kept('loadIntent', accountId).then(intent => setOpen(now => now ?? intent)), [accountId])
  // The result of this load is shown here and needs no message. Others, such as cash at a till, do.
  useEffect(
    () =>
      onLive(event => {
        const told = outcomeAfter(outcome, event)
        if (told) setOutcome(told)
        return told !== undefined || (busy && event.type.startsWith('load.'))
      }),
    [busy, outcome],
  )

  async function send(intent: LoadIntent): Promise<void> {
    setBusy(true)
    setOpen(intent)
    await keep('loadIntent', intent, accountId)
    const { key, amount, currency, methodId: paymentMethodId } = intent
    const body = { accountId, amount, currency, tender: { type: 'card' as const, paymentMethodId } }
    const result = outcomeOf(await api.takeLoad({ idempotencyKey: key, body }))
    if (result.state !== 'unknown') {
      setOpen(undefined)
      await forget('loadIntent', accountId)
    }
    if (result.state === 'done') void refreshWallet()
    setOutcome(result)
    setBusy(false)
  }

  async function lookAgain(load: Load): Promise<void> {
    const result = outcomeOf(await api.confirmMyLoad({ params: { id: load.id } }))
    if (!('load' in result)) {
      toast(adviceLine(result.failure), { tone: 'bad' })
      return
    }
    if (result.state === 'done') void refreshWallet()
    setOutcome(result)
  }

  return { open, busy, outcome, send, lookAgain, clearOutcome: () => setOutcome(undefined) }
}
