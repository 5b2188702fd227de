import { payCodeDigitsAt, payCodeStep } from '@ringfence/contract/pay-code'
import { useEffect, useState } from 'preact/hooks'
import { nowMs } from '../../clock.ts'
import type { KeptDevice } from '../../kept.ts'
import { msToNextCode, stepToShow } from './step.ts'
import { markShown, usedStep } from './used-step.ts'

export interface PayCode {
  /** The 16 characters; undefined while waiting for the next step, or for the first digits. */
  readonly code: string | undefined
  /** Two were used within one step: the next one comes with the next step. */
  readonly isWaiting: boolean
  readonly msLeft: number
}

/** The device's pay code of this moment, changing by itself. */
export function usePayCode(device: KeptDevice): PayCode {
  const [now, setNow] = useState(nowMs)
  const [made, setMade] = useState<{ step: number; code: string }>()
  const step = stepToShow(now, usedStep.value)

  useEffect(() => {
    const timer = setInterval(() => setNow(nowMs()), 250)
    return () => clearInterval(timer)
  }, [])
  useEffect(() => {
    if (step === undefined) return
    let isLate = false
    void payCodeDigitsAt(device.key, step).then(digits => {
      if (isLate) return
      setMade({ step, code: device.alias + digits })
      markShown(step)
    })
    return () => {
      isLate = true
    }
  }, [device, step])

  return {
    code: step !== undefined && made?.step === step ? made.code : undefined,
    isWaiting: step === undefined,
    msLeft: msToNextCode(now, step ?? payCodeStep(now)),
  }
}
