import { Sheet } from '@ringfence/ui'
import { ScanView } from './scan-view.tsx'

interface ScanSheetProps {
  title: string
  hint: string
  onCode: (text: string) => void
  onClose: () => void
}

export function ScanSheet({ title, hint, onCode, onClose }: ScanSheetProps) {
  return (
    <Sheet open onClose={onClose} title={title}>
      <ScanView onCode={onCode} />
      <p class="dim">{hint}</p>
    </Sheet>
  )
}
