import { Button, Card, online, toast, useQuery } from '@ringfence/ui'
import { Mail } from 'lucide-preact'
import { useRef, useState } from 'preact/hooks'
import { adviceLine } from '../../advice.ts'
import { api } from '../../session.ts'
import { holder } from '../../wallet.ts'
import { MailSwitch } from './mail-switch.tsx'

/** The receipt by e-mail: this one, and each one from now on. */
export function MailReceipt({ paymentId }: { paymentId: string }) {
  const [busy, setBusy] = useState(false)
  const [isSent, setSent] = useState(false)
  const key = useRef(crypto.randomUUID()).current
  const preferences = useQuery('mail preferences', signal => api.getMyMailPreferences({ signal }))

  async function send(): Promise<void> {
    setBusy(true)
    const answer = await api.mailMyReceipt({ params: { id: paymentId }, idempotencyKey: key })
    setBusy(false)
    if (!answer.ok) return void toast(adviceLine(answer), { tone: 'bad' })
    setSent(true)
    toast(`On its way to ${holder.value?.me.email ?? 'you'}`)
  }

  return (
    <Card>
      <Button
        wide
        icon={<Mail size={20} />}
        loading={busy}
        disabled={isSent || !online.value}
        onClick={() => void send()}
      >
        {isSent ? 'Sent' : 'E-mail me this receipt'}
      </Button>
      <MailSwitch preferences={preferences} />
    </Card>
  )
}
