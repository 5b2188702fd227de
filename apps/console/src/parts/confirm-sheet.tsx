import type { Answer, Failed } from '@ringfence/contract'
import { Banner, Button, Sheet } from '@ringfence/ui'
import type { ComponentChildren } from 'preact'
import { failureSentence } from '../data/failure.ts'
import { useDeed } from '../data/use-deed.ts'
import './confirm-sheet.css'

interface ConfirmSheetProps<T> {
  open: boolean
  /** The question. */
  title: string
  /** What the button does, in the words of the question. */
  action: string
  isDangerous?: boolean
  disabled?: boolean
  /** What is sent: another content is another request. */
  content?: unknown
  call: (idempotencyKey: string) => Promise<Answer<T>>
  onClose: () => void
  onDone: (data: T) => void
  /** Below why it failed: another way to go on. */
  afterFailure?: (failure: Failed) => ComponentChildren
  children?: ComponentChildren
}

/** Asks once before something that others will notice, sends it, and stays open to say why it could not be done. */
export function ConfirmSheet<T>(props: ConfirmSheetProps<T>) {
  const { open, title, action, isDangerous = false, disabled = false, content = title } = props
  const { call, onClose, onDone, afterFailure, children } = props
  const { run, isBusy, failure, forget } = useDeed()
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
            loading={isBusy}
            disabled={disabled}
            onClick={() => void run(content, call, onDone)}
          >
            {action}
          </Button>
          <Button wide onClick={close} disabled={isBusy}>
            Cancel
          </Button>
        </div>
      }
    >
      <div class="sheet-form">
        {children}
        {failure && <Banner tone="bad">{failureSentence(failure)}</Banner>}
        {failure && afterFailure?.(failure)}
      </div>
    </Sheet>
  )
}
