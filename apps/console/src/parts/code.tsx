import { IconButton, toast } from '@ringfence/ui'
import { Copy } from 'lucide-preact'
import './code.css'

interface CodeProps {
  /** The whole text, which is copied. */
  text: string
  /** What it is, for the button's name. */
  label: string
}

/** An id or a hash: its two ends in monospace, and a button that copies all of it. */
export function Code({ text, label }: CodeProps) {
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => toast(`${label} copied`),
      () => toast('The browser does not let this page copy. Select the text instead.', { tone: 'bad' }),
    )
  return (
    <span class="code">
      <code title={text}>{text.length > 20 ? `${text.slice(0, 8)}…${text.slice(-6)}` : text}</code>
      <IconButton label={`Copy ${label}`} size="dense" onClick={copy}>
        <Copy size={15} />
      </IconButton>
    </span>
  )
}
