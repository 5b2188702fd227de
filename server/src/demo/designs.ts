/** The gallery of Harbor & Rye: what its cards may look like. The apps draw each `art` in the brand's colours. */
import type { DesignRow } from '../modules/wallet/index.ts'

export const demoDesigns: readonly DesignRow[] = [
  { id: 'classic', name: 'Classic', art: 'rings' },
  { id: 'morning-tide', name: 'Morning tide', art: 'waves' },
  { id: 'rye-field', name: 'Rye field', art: 'field' },
  { id: 'lighthouse', name: 'Lighthouse', art: 'beams' },
  { id: 'celebration', name: 'Celebration', art: 'confetti' },
  { id: 'first-snow', name: 'First snow', art: 'snow' },
]
