import type { Answer, Gift, SendGift } from '@ringfence/contract'
import { toast } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { type Advice, adviceFor, adviceLine } from '../../advice.ts'
import { api } from '../../session.ts'

export type SendOutcome =
  | { readonly state: 'bought'; readonly gift: Gift }
  | { readonly state: 'refused'; readonly advice: Advice }
  /** Nobody knows whether it was paid: only the very same may be sent again. */
  | { readonly state: 'unknown'; readonly advice: Advice; readonly body: SendGift }

/** Buys a gift. The same wish keeps its idempotency key until its outcome is known, so that it is never paid twice. */
export function useSending() {
  const [busy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<SendOutcome>()
  const [open, setOpen] = useState<{ what: string; key: string }>()

  async function send(body: SendGift): Promise<void> {
    const what = JSON.stringify(body)
    const wish = open?.what === what ? open : { what, key: crypto.randomUUID() }
    setOpen(wish)
    setBusy(true)
    setOutcome(undefined)
    const answer = await api.sendMyGift({ body, idempotencyKey: wish.key })
    if (answer.ok || !isUnknown(answer)) setOpen(undefined)
    if (answer.ok) setOutcome({ state: 'bought', gift: answer.data })
    else
      setOutcome({
        advice: adviceFor(answer),
        ...(isUnknown(answer) ? { state: 'unknown', body } : { state: 'refused' }),
      })
    setBusy(false)
  }

  /** After the customer has answered the bank. */
  async function lookAgain(gift: Gift): Promise<void> {
    const answer = await api.confirmMyGift({ params: { id: gift.id } })
    if (answer.ok) setOutcome({ state: 'bought', gift: answer.data })
    else toast(adviceLine(answer), { tone: 'bad' })
  }

  return { busy, outcome, send, lookAgain, clear: () => setOutcome(undefined) }
}

type Refused = Extract<Answer<Gift>, { ok: false }>

function isUnknown({ code, status }: Refused): boolean {
  return code === 'network' || code === 'request_in_flight' || status >= 500
}
