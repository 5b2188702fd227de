import { X } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { IconButton } from './button.tsx'
import './sheet.css'

export interface SheetProps {
  open: boolean
  onClose: () => void
  title: string
  /** Stays below while the content scrolls: the buttons. */
  footer?: ComponentChildren
  closeLabel?: string | undefined
  children?: ComponentChildren
}

/** A bottom sheet on a phone, a dialog on wider screens. The browser keeps the focus inside; Esc closes. */
export function Sheet({ open, onClose, title, footer, closeLabel = 'Close', children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const shown = dialog.current
    if (open && shown) {
      shown.showModal()
      // Not the close button, which comes first: the title, or the field marked with data-autofocus.
      const marked = shown.querySelector<HTMLElement>('[data-autofocus]')
      const first = marked ?? shown.querySelector<HTMLElement>('.sheet__title')
      first?.focus()
    }
    return () => shown?.close()
  }, [open])
  if (!open) return null
  return (
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby={titleId}
      onCancel={event => {
        event.preventDefault()
        onClose()
      }}
      onMouseDown={event => {
        if (event.target === event.currentTarget) onClose()
      }}
    >
      <div class="sheet__panel">
        <header class="sheet__head">
          <h2 id={titleId} class="sheet__title" tabIndex={-1}>
            {title}
          </h2>
          <IconButton label={closeLabel} onClick={onClose}>
            <X size={22} />
          </IconButton>
        </header>
        <div class="sheet__body">{children}</div>
        {footer && <footer class="sheet__foot">{footer}</footer>}
      </div>
    </dialog>
  )
}
