/** The device's camera, and the loop that looks for codes in what it sees. */
import { createDetector } from './detector.ts'

export type Facing = 'user' | 'environment'

export type CameraTrouble = 'refused' | 'missing' | 'unreadable'

export interface CameraOptions {
  readonly video: HTMLVideoElement
  readonly facing: Facing
  readonly onCode: (text: string) => void
  readonly onTrouble: (trouble: CameraTrouble) => void
  readonly signal: AbortSignal
}

const lookEveryMs = 120

/** Runs until the signal ends it; then the camera is off. */
export async function watchCamera({ video, facing, onCode, onTrouble, signal }: CameraOptions): Promise<void> {
  const stream = await openCamera(facing).catch(troubleOf)
  if (typeof stream === 'string') {
    if (!signal.aborted) onTrouble(stream)
    return
  }
  try {
    video.srcObject = stream
    await video.play()
    const detector = await createDetector()
    while (!signal.aborted) {
      const [text] = video.readyState >= video.HAVE_CURRENT_DATA ? await detector.read(video) : []
      if (text !== undefined && !signal.aborted) onCode(text)
      await pause(lookEveryMs)
    }
  } catch {
    if (!signal.aborted) onTrouble('unreadable')
  } finally {
    for (const track of stream.getTracks()) track.stop()
    video.srcObject = null
  }
}

async function openCamera(facing: Facing): Promise<MediaStream> {
  if (!navigator.mediaDevices) throw new DOMException('no camera here', 'NotFoundError')
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } }
  return navigator.mediaDevices.getUserMedia({ video: { facingMode: facing, ...size }, audio: false })
}

function troubleOf(fault: unknown): CameraTrouble {
  const name = fault instanceof DOMException ? fault.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused'
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'missing' : 'unreadable'
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
