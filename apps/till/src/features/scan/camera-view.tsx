import { Button, ErrorState } from '@ringfence/ui'
import { type CameraTrouble, type Facing, watchCamera } from '@ringfence/ui/scan/camera.ts'
import { Keyboard, SwitchCamera } from 'lucide-preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import './camera-view.css'

const troubles: Record<CameraTrouble, { title: string; detail: string }> = {
  refused: { title: 'The camera is not allowed.', detail: 'Allow it in the browser’s settings, or type the code.' },
  missing: { title: 'There is no camera here.', detail: 'Use a scanner, or type the code.' },
  unreadable: {
    title: 'The camera does not start.',
    detail: 'Another app may be using it. Try again, or type the code.',
  },
}

/** A till stands on a counter: the side that looks at the customer comes first, and the choice stays. */
let chosenFacing: Facing = 'user'

interface CameraViewProps {
  onCode: (text: string) => void
  onTypeInstead: () => void
}

export function CameraView({ onCode, onTypeInstead }: CameraViewProps) {
  const video = useRef<HTMLVideoElement>(null)
  const [facing, setFacing] = useState(chosenFacing)
  const [trouble, setTrouble] = useState<CameraTrouble | undefined>()
  const [tries, setTries] = useState(0)
  chosenFacing = facing

  useEffect(() => {
    if (!video.current) return
    const stop = new AbortController()
    void watchCamera({ video: video.current, facing, onCode, onTrouble: setTrouble, signal: stop.signal })
    return () => stop.abort()
  }, [facing, onCode, tries])

  const again = () => {
    setTrouble(undefined)
    setTries(tries + 1)
  }
  return (
    <div class="camera">
      {trouble && (
        <ErrorState title={troubles[trouble].title} onRetry={again}>
          {troubles[trouble].detail}
        </ErrorState>
      )}
      <div class="camera__view" hidden={trouble !== undefined}>
        <video
          ref={video}
          class={facing === 'user' ? 'camera__video camera__video--mirrored' : 'camera__video'}
          muted
          playsInline
          aria-label="What the camera sees"
        />
        <span class="camera__frame" aria-hidden="true" />
      </div>
      <p class="dim">Hold the phone’s code into the frame.</p>
      <div class="camera__buttons">
        <Button
          size="till"
          icon={<SwitchCamera size={22} />}
          onClick={() => setFacing(facing === 'user' ? 'environment' : 'user')}
        >
          Other camera
        </Button>
        <Button size="till" icon={<Keyboard size={22} />} onClick={onTypeInstead}>
          Type code
        </Button>
      </div>
    </div>
  )
}
