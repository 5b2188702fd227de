import { Button, ErrorState } from '@ringfence/ui'
import { type CameraTrouble, watchCamera } from '@ringfence/ui/scan/camera.ts'
import { useEffect, useRef, useState } from 'preact/hooks'
import './scan-view.css'

const troubles: Record<CameraTrouble, { title: string; detail: string }> = {
  refused: { title: 'The camera is not allowed.', detail: 'Allow it in the browser’s settings, or type the code.' },
  missing: { title: 'There is no camera here.', detail: 'Type or paste the code instead.' },
  unreadable: { title: 'The camera does not start.', detail: 'Another app may be using it. Try again, or type.' },
}

interface ScanViewProps {
  /** Each code that is seen; the same one again and again while it is in sight. */
  onCode: (text: string) => void
  /** Not looking for now, for example while a code is being asked about. */
  paused?: boolean
}

/** What the camera on the back sees, with a frame to hold a code into. */
export function ScanView({ onCode, paused = false }: ScanViewProps) {
  const video = useRef<HTMLVideoElement>(null)
  const [trouble, setTrouble] = useState<CameraTrouble>()
  const [tries, setTries] = useState(0)
  const take = useRef(onCode)
  take.current = text => {
    if (!paused) onCode(text)
  }
  useEffect(() => {
    if (!video.current) return
    const stop = new AbortController()
    const onText = (text: string) => take.current(text)
    void watchCamera({
      video: video.current,
      facing: 'environment',
      onCode: onText,
      onTrouble: setTrouble,
      signal: stop.signal,
    })
    return () => stop.abort()
  }, [tries])

  return (
    <div class="scan-view">
      <div class="scan-view__picture" hidden={trouble !== undefined}>
        <video ref={video} muted playsInline aria-label="What the camera sees" />
        <span class="scan-view__frame" aria-hidden="true" />
      </div>
      {trouble && (
        <div class="scan-view__trouble">
          <ErrorState title={troubles[trouble].title}>{troubles[trouble].detail}</ErrorState>
          {trouble !== 'missing' && (
            <Button
              onClick={() => {
                setTrouble(undefined)
                setTries(tries + 1)
              }}
            >
              Try again
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
