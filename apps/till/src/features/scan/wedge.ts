/**
 * Tells a keyboard-wedge scanner from a person: it types a whole code in a burst and ends it with Enter or Tab.
 * Pure: keys with their times go in, scans come out.
 */

export interface Key {
  /** As `KeyboardEvent.key` names it. */
  readonly key: string
  /** Milliseconds on any steady clock. */
  readonly atMs: number
}

export type WedgeStep =
  /** Not part of a scan so far; `starts`: a burst may begin here. */
  { readonly kind: 'typing'; readonly starts: boolean } | { readonly kind: 'scan'; readonly text: string }

/** A longer gap ends a burst. Scanners need up to 50; a busy tablet may stretch one now and then. */
export const keyGapMsMax = 120
/** Nobody types 8 keys this fast on the average: it would be 240 words a minute. */
export const keyGapMsMean = 50
/** Shorter bursts are a person with quick fingers; the shortest bar codes in shops have 8 digits. */
export const scanLengthMin = 8
const scanLengthMax = 128

const silentKeys = new Set(['Shift', 'CapsLock', 'Control', 'Alt', 'AltGraph', 'Meta'])
const endKeys = new Set(['Enter', 'Tab'])

export interface WedgeRecogniser {
  press(key: Key): WedgeStep
}

export function createWedgeRecogniser(): WedgeRecogniser {
  let text = ''
  let startedAtMs = 0
  let lastAtMs = Number.NEGATIVE_INFINITY

  function end(key: string, atMs: number, isInTime: boolean): WedgeStep {
    const scanned = text
    text = ''
    const isFast = atMs - startedAtMs <= scanned.length * keyGapMsMean
    const isScan = endKeys.has(key) && isInTime && isFast && scanned.length >= scanLengthMin
    return isScan ? { kind: 'scan', text: scanned } : { kind: 'typing', starts: false }
  }

  return {
    press({ key, atMs }) {
      // A scanner holds Shift for capitals: that neither adds to the burst nor breaks it.
      if (silentKeys.has(key)) return { kind: 'typing', starts: false }
      const isInTime = atMs - lastAtMs <= keyGapMsMax
      lastAtMs = atMs
      if ([...key].length > 1) return end(key, atMs, isInTime)
      const starts = !isInTime || text === ''
      if (starts) startedAtMs = atMs
      text = starts ? key : (text + key).slice(0, scanLengthMax)
      return { kind: 'typing', starts }
    },
  }
}
