import type { CurrentShift } from '@ringfence/contract'
import { ErrorState, Skeleton } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { useRemote } from '../../remote.ts'
import { api, work } from '../../session.ts'
import { Frame } from '../../shell/frame.tsx'
import { CloseForm } from './close-form.tsx'
import { OpenForm } from './open-form.tsx'
import { OpenShift } from './open-shift.tsx'
import './shift.css'

/** The shift of this till: open it with a float, move cash, close it with a count. */
export function ShiftScreen() {
  const [remote, reload] = useRemote(work.value!.terminal.id, () => api.getCurrentShift({}))
  const [isClosing, setClosing] = useState(false)
  if (remote.state === 'loading') {
    return (
      <Frame sideLabel="Shift" side={null}>
        <Skeleton height="72px" radius="16px" />
        <Skeleton lines={4} />
      </Frame>
    )
  }
  if (remote.state === 'failed') {
    return (
      <Frame sideLabel="Shift" side={null}>
        <ErrorState title={remote.title} onRetry={reload}>
          {remote.detail}
        </ErrorState>
      </Frame>
    )
  }
  const leaveCount = () => {
    setClosing(false)
    reload()
  }
  return (
    <Now {...remote.data} isClosing={isClosing} onClose={() => setClosing(true)} onDone={leaveCount} reload={reload} />
  )
}

interface NowProps extends CurrentShift {
  isClosing: boolean
  onClose: () => void
  onDone: () => void
  reload: () => void
}

function Now({ shift, required, blind, isClosing, onClose, onDone, reload }: NowProps) {
  if (!shift) return <OpenForm required={required} onOpened={reload} />
  if (isClosing) return <CloseForm shift={shift} blind={blind} onDone={onDone} />
  return <OpenShift shift={shift} onClose={onClose} onMoved={reload} />
}
