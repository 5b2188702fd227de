import { IconButton } from '@ringfence/ui'
import { X } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import './side-panel.css'

/** From this width on, the panel stands beside the page, which stays usable; below, it covers it. */
const beside = '(min-width: 1280px)'

interface SidePanelProps {
  title: string
  onClose: () => void
  /** Stays below while the content scrolls. */
  footer?: ComponentChildren
  children: ComponentChildren
}

/** A panel at the right for what one row is made of. Esc closes it; the focus goes back to where it came from. */
export function SidePanel({ title, onClose, footer, children }: SidePanelProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()

  useEffect(() => {
    const panel = dialog.current
    const opener = document.activeElement
    if (matchMedia(beside).matches) panel?.show()
    else panel?.showModal()
    panel?.querySelector<HTMLElement>('.side-panel__title')?.focus()
    return () => {
      panel?.close()
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
    }
  }, [])

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isInSheet = document.querySelector('dialog.sheet[open]') !== null
      if (event.key === 'Escape' && !event.defaultPrevented && !isInSheet) onClose()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [onClose])

  return (
    <dialog
      ref={dialog}
      class="side-panel"
      aria-labelledby={titleId}
      onCancel={event => {
        event.preventDefault()
        onClose()
      }}
    >
      <header class="side-panel__head">
        <h2 id={titleId} class="side-panel__title" tabIndex={-1}>
          {title}
        </h2>
        <IconButton label="Close" size="dense" onClick={onClose}>
          <X size={20} />
        </IconButton>
      </header>
      <div class="side-panel__body">{children}</div>
      {footer && <footer class="side-panel__foot">{footer}</footer>}
    </dialog>
  )
}
