import type { MailPreferences } from '@ringfence/contract'
import { type Query, toast } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { adviceLine } from '../../advice.ts'
import { api } from '../../session.ts'
import './mail-switch.css'

/** Whether each receipt is mailed. */
export function MailSwitch({ preferences }: { preferences: Query<MailPreferences> }) {
  const [wanted, setWanted] = useState<MailPreferences['receipts']>()
  if (!preferences.data) return null
  const receipts = wanted ?? preferences.data.receipts

  async function choose(next: MailPreferences['receipts']): Promise<void> {
    setWanted(next)
    const answer = await api.setMyMailPreferences({ body: { receipts: next } })
    if (answer.ok) return preferences.reload()
    toast(adviceLine(answer), { tone: 'bad' })
    setWanted(undefined)
  }

  return (
    <label class="switch">
      <span>
        E-mail every receipt
        <span class="switch__note">After each payment, without asking.</span>
      </span>
      <input
        type="checkbox"
        class="switch__box"
        checked={receipts === 'always'}
        onChange={event => void choose(event.currentTarget.checked ? 'always' : 'onRequest')}
      />
    </label>
  )
}
