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

/** Nobody types 8 keys with less than this between any two of them; slow Bluetooth scanners need up to 50. */
export const keyGapMsMax = 60
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
  let lastAtMs = Number.NEGATIVE_INFINITY

  function end(key: string, isFast: boolean): WedgeStep {
    const scanned = text
    text = ''
    const isScan = endKeys.has(key) && isFast && scanned.length >= scanLengthMin
    return isScan ? { kind: 'scan', text: scanned } : { kind: 'typing', starts: false }
  }

  return {
    press({ key, atMs }) {
      // A scanner holds Shift for capitals: that neither adds to the burst nor breaks it.
      if (silentKeys.has(key)) return { kind: 'typing', starts: false }
      const isFast = atMs - lastAtMs <= keyGapMsMax
      lastAtMs = atMs
      if ([...key].length > 1) return end(key, isFast)
      const starts = !isFast || text === ''
      text = starts ? key : (text + key).slice(0, scanLengthMax)
      return { kind: 'typing', starts }
    },
  }
}
