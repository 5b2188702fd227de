import { Banner, Button, Sheet } from '@ringfence/ui'
import type { ComponentChildren } from 'preact'
import { failureSentence } from '../data/failure.ts'
import type { Deed } from '../data/use-deed.ts'
import './form.css'

interface ConfirmProps {
  open: boolean
  /** The question. */
  title: string
  /** What the button does, in the words of the question. */
  action: string
  danger?: boolean
  deed: Deed
  disabled?: boolean
  onClose: () => void
  onConfirm: () => void
  children?: ComponentChildren
}

/** Asks once before something that others will notice, and stays open while it fails. */
export function Confirm(props: ConfirmProps) {
  const { open, title, action, danger = false, deed, disabled, onClose, onConfirm, children } = props
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={title}
      footer={
        <div class="form__buttons">
          <Button
            variant={danger ? 'danger' : 'primary'}
            wide
            loading={deed.isBusy}
            disabled={disabled}
            onClick={onConfirm}
          >
            {action}
          </Button>
          <Button wide onClick={onClose} disabled={deed.isBusy}>
            Cancel
          </Button>
        </div>
      }
    >
      <div class="form">
        {children}
        {deed.failure && <Banner tone="bad">{failureSentence(deed.failure)}</Banner>}
      </div>
    </Sheet>
  )
}
