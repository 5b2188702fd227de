import type { Account } from '@ringfence/contract'
import { toast } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { adviceLine } from '../../advice.ts'
import { api } from '../../session.ts'
import { refreshWallet } from '../../wallet.ts'

/** The design of the card: a choice shows at once, and goes back when the server refuses it. */
export function useDesign(card: Account['card'] | undefined) {
  const [picked, setPicked] = useState<string>()

  async function choose(design: string): Promise<void> {
    if (!card) return
    setPicked(design)
    const answer = await api.chooseCardDesign({ params: { id: card.id }, body: { design } })
    if (answer.ok) await refreshWallet()
    else toast(adviceLine(answer), { tone: 'bad' })
    setPicked(undefined)
  }

  return { chosen: picked ?? card?.design ?? 'classic', choose: (design: string) => void choose(design) }
}
