/** The last step whose code was used here: its digits are never shown again. */
import { signal } from '@preact/signals'
import { keep, kept } from '../../kept.ts'
import { couldHaveUsed } from './step.ts'

export const usedStep = signal<number | undefined>(undefined)
let lastShown: number | undefined
let owner: string | undefined
const counted = new Set<string>()

export async function openUsedStep(personId: string): Promise<void> {
  owner = personId
  usedStep.value = await kept('usedStep', personId)
}

export function markShown(step: number): void {
  lastShown = step
}

/** Payments of which the code was looked at before: they use none that is shown from now on. */
export function markCounted(paymentIds: readonly string[]): void {
  for (const id of paymentIds) counted.add(id)
}

/**
 * A payment was made, now or while there was no network: the code shown last is spent, if it was shown then. It may have
 * been another device's code; then one of ours is skipped, which harms nobody.
 */
export function markUsed(paymentId: string, at: string): void {
  if (counted.has(paymentId)) return
  counted.add(paymentId)
  if (lastShown === undefined || !couldHaveUsed(Date.parse(at), lastShown)) return
  usedStep.value = Math.max(usedStep.peek() ?? 0, lastShown)
  void keep('usedStep', usedStep.value, owner)
}
