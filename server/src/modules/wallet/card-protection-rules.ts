/** What may be done to protect a card, by whom, and what becomes of it. For customers' cards and gift cards alike. Pure. */
import type { CardState } from '@ringfence/contract'
import { unreachable } from '../../kernel/assert.ts'

/** Who acts: the card's holder, or staff for the holder. */
export type Protector = 'holder' | 'staff'
export type Protection = 'freeze' | 'unfreeze' | 'reportLost' | 'replace'

export interface Guarded {
  readonly state: CardState
  /** Whose freeze it is; null unless the card is frozen. */
  readonly frozenBy: Protector | null
  readonly isLost: boolean
}

export type Decision = { ok: true; becomes: Guarded } | { ok: false; code: 'card_blocked' | 'card_closed' }

/**
 * What staff froze, the holder neither releases nor replaces. What was reported lost, the holder can only replace: a thief who has the
 * phone too would else release it.
 */
export function decide(card: Guarded, protection: Protection, by: Protector): Decision {
  if (card.state !== 'active' && card.state !== 'frozen') return { ok: false, code: 'card_closed' }
  const isStaffs = card.frozenBy === 'staff' && by === 'holder'
  switch (protection) {
    case 'freeze':
      return { ok: true, becomes: { ...card, state: 'frozen', frozenBy: strongest(card.frozenBy, by) } }
    case 'reportLost':
      return { ok: true, becomes: { state: 'frozen', frozenBy: strongest(card.frozenBy, by), isLost: true } }
    case 'unfreeze':
      if (isStaffs || (card.isLost && by === 'holder')) return { ok: false, code: 'card_blocked' }
      return { ok: true, becomes: { state: 'active', frozenBy: null, isLost: false } }
    case 'replace':
      if (isStaffs) return { ok: false, code: 'card_blocked' }
      return { ok: true, becomes: { ...card, state: 'replaced', frozenBy: null } }
    default:
      return unreachable(protection)
  }
}

function strongest(frozenBy: Protector | null, by: Protector): Protector {
  return frozenBy === 'staff' ? 'staff' : by
}

/** Whether the holder can't release the card: for the screens. */
export function isBlocked(card: Guarded): boolean {
  return card.state === 'frozen' && (card.isLost || card.frozenBy === 'staff')
}
