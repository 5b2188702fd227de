import { parsePayCode } from '@ringfence/contract'
import { Button, Field, Sheet } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { codeEntry, takeCode } from '../charge/take-code.ts'
import { CameraView } from './camera-view.tsx'

/** The sheet that takes a code by camera or by typing. */
export function CodeEntry() {
  const close = () => {
    codeEntry.value = 'none'
  }
  const type = () => {
    codeEntry.value = 'typing'
  }
  return (
    <>
      <Sheet open={codeEntry.value === 'camera'} onClose={close} title="Scan with camera">
        <CameraView onCode={takeCode} onTypeInstead={type} />
      </Sheet>
      <TypingSheet open={codeEntry.value === 'typing'} onClose={close} />
    </>
  )
}

function TypingSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Sheet open={open} onClose={onClose} title="Type the code">
      <TypingForm />
    </Sheet>
  )
}

function TypingForm() {
  const [text, setText] = useState('')
  const [error, setError] = useState('')
  const submit = (event: Event) => {
    event.preventDefault()
    if (parsePayCode(text)) takeCode(text)
    else setError('A pay code has 16 signs: 8 letters or digits, then 8 digits.')
  }
  return (
    <form class="typing" onSubmit={submit}>
      <Field
        label="Pay code"
        hint="It stands below the bar code on the phone."
        error={error}
        size="till"
        class="typing__field"
        value={text}
        onInput={event => {
          setText(event.currentTarget.value)
          setError('')
        }}
        data-autofocus={true}
        autoComplete="off"
        autoCapitalize="characters"
        spellcheck={false}
        maxLength={40}
      />
      <Button type="submit" size="till" variant="primary" wide disabled={text.trim() === ''}>
        Use this code
      </Button>
    </form>
  )
}
