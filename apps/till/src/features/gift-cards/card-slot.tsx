import { shownCardNumber } from '@ringfence/contract'
import { Button, IconButton } from '@ringfence/ui'
import { Camera, Gift, Keyboard, ScanLine, X } from 'lucide-preact'
import { codeEntry } from '../charge/take-code.ts'

interface CardSlotProps {
  /** Canonical; undefined until a card was scanned. */
  number: string | undefined
  onClear: () => void
}

/** Where the scanned gift card lies; empty, it says how to get one in. */
export function CardSlot({ number, onClear }: CardSlotProps) {
  if (number !== undefined) {
    return (
      <div class="slot slot--full" role="status">
        <Gift size={32} aria-hidden="true" />
        <span class="slot__number num">{shownCardNumber(number)}</span>
        <IconButton size="till" label="Another card" onClick={onClear}>
          <X size={26} />
        </IconButton>
      </div>
    )
  }
  return (
    <div class="slot" role="status">
      <ScanLine size={32} aria-hidden="true" />
      <span class="slot__text">
        <strong>Scan the gift card</strong>
        <span>The scanner is listening.</span>
      </span>
      <span class="slot__buttons">
        <Button
          size="till"
          aria-label="Type the number"
          icon={<Keyboard size={22} />}
          onClick={() => {
            codeEntry.value = 'typing'
          }}
        >
          Type
        </Button>
        <Button
          size="till"
          aria-label="Scan with camera"
          icon={<Camera size={22} />}
          onClick={() => {
            codeEntry.value = 'camera'
          }}
        >
          Camera
        </Button>
      </span>
    </div>
  )
}
