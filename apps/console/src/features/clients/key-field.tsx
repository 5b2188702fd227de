import type { PublicKey } from '@ringfence/contract'
import { Button, TextField } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { downloadText } from '../../data/download.ts'
import { makeKeyPair, readPublicKey } from './key-pair.ts'

interface KeyFieldProps {
  /** Begins the name of the file with the private half. */
  fileName: string
  onChange: (key: PublicKey | undefined) => void
}

/** The client's public key: pasted, or made here with the private half saved as a file. */
export function KeyField({ fileName, onChange }: KeyFieldProps) {
  const [text, setText] = useState('')
  const read = readPublicKey(text)
  const change = (next: string) => {
    setText(next)
    const key = readPublicKey(next)
    onChange(key === 'private' ? undefined : key)
  }
  async function make(): Promise<void> {
    const { publicKey, privateKey } = await makeKeyPair()
    downloadText(`${fileName}.private.jwk.json`, privateKey)
    change(JSON.stringify(publicKey))
  }
  const trouble =
    read === 'private'
      ? 'This is the private half. Keep it where the client runs, and paste the public half.'
      : 'This is no P-256 public key in JWK form.'
  return (
    <>
      <TextField
        label="Public key (JWK, P-256)"
        size="dense"
        placeholder='{"kty":"EC","crv":"P-256","x":"…","y":"…"}'
        error={text.trim() !== '' && typeof read !== 'object' ? trouble : undefined}
        value={text}
        onInput={event => change(event.currentTarget.value)}
      />
      <Button size="dense" onClick={() => void make()}>
        Make a key pair here
      </Button>
      <p class="dim">The private half is saved as a file and sent to nobody.</p>
    </>
  )
}
