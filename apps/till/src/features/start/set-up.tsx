import { Banner, Button, Field, toast } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import type { Advice } from '../../advice.ts'
import { setUpTill } from '../../session.ts'

interface SetUpProps {
  /** The device is no till yet: there is nothing else to do here. */
  readonly isFirst?: boolean
  /** It is one already. */
  readonly isAgain?: boolean
  readonly onDone: () => void
}

/** A new device becomes a till by a code from the console, typed once. */
export function SetUp({ isFirst = false, isAgain = false, onDone }: SetUpProps) {
  const [isOpen, setOpen] = useState(isFirst)
  const [code, setCode] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [refused, setRefused] = useState<Advice>()
  const typed = code.replace(/[ -]/g, '')
  async function send(): Promise<void> {
    setBusy(true)
    const answer = await setUpTill(code.trim())
    setBusy(false)
    if (!answer.ok) return setRefused(answer)
    setRefused(undefined)
    setCode('')
    setOpen(false)
    toast(`This device is ${answer.terminal.name}, ${answer.terminal.storeName}`)
    onDone()
  }
  if (!isOpen) {
    return (
      <Button size="till" variant={isAgain ? 'quiet' : 'secondary'} onClick={() => setOpen(true)}>
        {isAgain ? 'Make this another till' : 'Set up this till'}
      </Button>
    )
  }
  return (
    <form
      class="start__set-up"
      onSubmit={event => {
        event.preventDefault()
        if (typed.length === 10) void send()
      }}
    >
      <Field
        label="Code from the console"
        size="till"
        placeholder="ABCDE-FGHJK"
        hint="An administrator or the store manager makes it under Tills. It is good once, for a quarter of an hour."
        autoComplete="off"
        autoCapitalize="characters"
        spellcheck={false}
        maxLength={13}
        value={code}
        onInput={event => setCode(event.currentTarget.value)}
      />
      {refused && (
        <Banner tone="bad" title={refused.title}>
          {refused.detail}
        </Banner>
      )}
      <Button type="submit" variant="primary" size="till" loading={isBusy} disabled={typed.length !== 10}>
        Set it up
      </Button>
    </form>
  )
}
