/** The last step whose code was used here: its digits are never shown again. */
import { signal } from '@preact/signals'
import { nowMs } from '../../clock.ts'
import { keep, kept } from '../../kept.ts'
import { couldBeUsed } from './step.ts'

export const usedStep = signal<number | undefined>(undefined)
let lastShown: number | undefined

export async function openUsedStep(): Promise<void> {
  usedStep.value = await kept('usedStep')
}

export function markShown(step: number): void {
  lastShown = step
}

/** A payment was made: the code shown last is spent. It may have been another device's, then a code is skipped. */
export function markUsed(): void {
  if (lastShown === undefined || !couldBeUsed(nowMs(), lastShown)) return
  usedStep.value = lastShown
  void keep('usedStep', lastShown)
}
