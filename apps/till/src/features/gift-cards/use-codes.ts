import { playDeclined, toast } from '@ringfence/ui'
import { useEffect, useRef } from 'preact/hooks'
import { readCode } from '../charge/split-rules.ts'
import { codeTaker } from '../charge/take-code.ts'

/** While the screen is open, the scanner, the camera and typing hand gift cards to it. */
export function useGiftCardCodes(take: (number: string) => void): void {
  const latest = useRef(take)
  latest.current = take
  useEffect(() => {
    codeTaker.value = text => {
      const scanned = readCode(text)
      if (scanned?.kind === 'giftCard') return latest.current(scanned.code)
      playDeclined()
      const title = scanned ? 'That is a pay code, not a gift card.' : 'That is no gift card of ours.'
      return void toast(`${title} Scan the bar code of the gift card.`, { tone: 'bad', dismissMs: 6_000 })
    }
    return () => {
      codeTaker.value = undefined
    }
  }, [])
}
