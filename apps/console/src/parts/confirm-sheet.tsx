import type { Answer } from '@ringfence/contract'
import { Banner, Button, Sheet } from '@ringfence/ui'
import type { ComponentChildren } from 'preact'
import { failureSentence } from '../data/failure.ts'
import { useSend } from '../data/use-send.ts'
import './confirm-sheet.css'

interface ConfirmSheetProps<T> {
  open: boolean
  title: string
  /** What the button does, as a verb. */
  action: string
  isDangerous?: boolean
  disabled?: boolean
  call: (idempotencyKey: string) => Promise<Answer<T>>
  onClose: () => void
  onDone: (data: T) => void
  children?: ComponentChildren
}

/** Asks once before something is done, sends it, and says why it could not be done. */
export function ConfirmSheet<T>(props: ConfirmSheetProps<T>) {
  const { open, title, action, isDangerous = false, disabled = false, call, onClose, onDone, children } = props
  const { send, isSending, failure, forget } = useSend((_: string, key) => call(key), onDone)
  const close = () => {
    forget()
    onClose()
  }
  return (
    <Sheet
      open={open}
      onClose={close}
      title={title}
      footer={
        <div class="confirm__buttons">
          <Button
            variant={isDangerous ? 'danger' : 'primary'}
            wide
            loading={isSending}
            disabled={disabled}
            onClick={() => void send(title)}
          >
            {action}
          </Button>
          <Button wide onClick={close} disabled={isSending}>
            Cancel
          </Button>
        </div>
      }
    >
      {children}
      {failure && <Banner tone="bad">{failureSentence(failure)}</Banner>}
    </Sheet>
  )
}
