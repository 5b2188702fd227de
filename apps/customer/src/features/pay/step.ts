/** Which step's code a device shows, and for how long. Pure. */
import { payCodePeriodSeconds, payCodeStep } from '@ringfence/contract/pay-code'

export const stepMs = payCodePeriodSeconds * 1000

/**
 * The step to show: the present one, or the one after the last that was used, as a code is good for one payment only.
 * The server takes one step ahead, not two: undefined means to wait for the next step.
 */
export function stepToShow(nowMs: number, usedStep: number | undefined): number | undefined {
  const present = payCodeStep(nowMs)
  const next = usedStep === undefined ? present : Math.max(present, usedStep + 1)
  return next <= present + 1 ? next : undefined
}

/** Milliseconds until another code is shown: the end of the step shown, or of the present one while waiting. */
export function msToNextCode(nowMs: number, shown: number | undefined): number {
  return ((shown ?? payCodeStep(nowMs)) + 1) * stepMs - nowMs
}

/** Whether a payment taken then can have used this step: the till may be slow, or the phone's clock be off by a step. */
export function couldHaveUsed(takenMs: number, shown: number): boolean {
  return Math.abs(payCodeStep(takenMs) - shown) <= 2
}

/** `K7QX2M9D04382150` as people read it aloud: `K7QX 2M9D · 0438 2150`. */
export function groupCode(code: string): string {
  const [a, b, c, d] = [0, 4, 8, 12].map(at => code.slice(at, at + 4))
  return `${a} ${b} · ${c} ${d}`
}
