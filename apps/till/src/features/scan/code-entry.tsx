import { Button, Field, Sheet } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { readCode } from '../charge/split-rules.ts'
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
    if (readCode(text)) takeCode(text)
    else setError('A sign is wrong or missing. A pay code and a card have 16 signs, an e-gift has 20.')
  }
  return (
    <form class="typing" onSubmit={submit}>
      <Field
        label="Code"
        hint="It stands below the bar code, on the phone or on the gift card."
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
