/** What is left to do for gifts behind the requests: payments whose answer was lost, charges that must go back, disputes that are won. */
import { settlePendingGifts } from './buy-gift.ts'
import { refundDueGifts } from './close-gift.ts'
import { giveBackGifts } from './dispute-gift.ts'
import type { GiftRoom } from './gift-room.ts'

/** Returns how many gifts it brought to an end. */
export async function workGifts(room: GiftRoom, nowMs: number): Promise<number> {
  return (await refundDueGifts(room)) + (await giveBackGifts(room, nowMs)) + (await settlePendingGifts(room, nowMs))
}
