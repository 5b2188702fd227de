/** Hears a wedge scanner wherever the focus is. */
import { createWedgeRecogniser } from './wedge.ts'

interface FieldBefore {
  readonly field: HTMLInputElement | HTMLTextAreaElement
  readonly value: string
}

/** Calls with what was scanned. A field that had the focus is put back as it was. Returns what stops it. */
export function listenForScans(onScan: (text: string) => void): () => void {
  const wedge = createWedgeRecogniser()
  let before: FieldBefore | undefined

  function onKeyDown(event: KeyboardEvent): void {
    if (event.repeat || event.isComposing || event.ctrlKey || event.metaKey) return
    const step = wedge.press({ key: event.key, atMs: event.timeStamp })
    if (step.kind === 'typing') {
      if (step.starts) before = fieldOf(event)
      return
    }
    // The Enter must not press the button that happens to have the focus, nor the Tab move it.
    event.preventDefault()
    event.stopPropagation()
    if (before) restore(before)
    before = undefined
    onScan(step.text)
  }

  window.addEventListener('keydown', onKeyDown, { capture: true })
  return () => window.removeEventListener('keydown', onKeyDown, { capture: true })
}

function fieldOf({ target }: KeyboardEvent): FieldBefore | undefined {
  const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
  return isField ? { field: target, value: target.value } : undefined
}

function restore({ field, value }: FieldBefore): void {
  field.value = value
  field.dispatchEvent(new InputEvent('input', { bubbles: true }))
}
