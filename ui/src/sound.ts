interface Note {
  hertz: number
  startSeconds: number
  seconds: number
}

const APPROVED: Note[] = [
  { hertz: 880, startSeconds: 0, seconds: 0.12 },
  { hertz: 1318.5, startSeconds: 0.1, seconds: 0.24 },
]
const DECLINED: Note[] = [
  { hertz: 233, startSeconds: 0, seconds: 0.18 },
  { hertz: 196, startSeconds: 0.22, seconds: 0.3 },
]

let context: AudioContext | undefined

function audio(): AudioContext | undefined {
  if (typeof AudioContext === 'undefined') return undefined
  context ??= new AudioContext()
  return context
}

/** Browsers stay silent until a gesture: call this from the first tap or key. */
export async function unlockSound(): Promise<void> {
  await audio()?.resume()
}

function play(notes: Note[], wave: OscillatorType): void {
  const output = audio()
  if (output?.state !== 'running') return
  for (const note of notes) {
    const start = output.currentTime + note.startSeconds
    const oscillator = new OscillatorNode(output, { type: wave, frequency: note.hertz })
    const gain = new GainNode(output, { gain: 0 })
    gain.gain.setValueAtTime(0.0001, start)
    gain.gain.exponentialRampToValueAtTime(0.25, start + 0.015)
    gain.gain.exponentialRampToValueAtTime(0.0001, start + note.seconds)
    oscillator.connect(gain).connect(output.destination)
    oscillator.start(start)
    oscillator.stop(start + note.seconds)
  }
}

/** Two rising notes. */
export function playApproved(): void {
  play(APPROVED, 'sine')
}

/** Two low, falling notes: told apart from approval without looking. */
export function playDeclined(): void {
  play(DECLINED, 'triangle')
}
