import { Skeleton } from '@ringfence/ui'
import { useEffect, useRef } from 'preact/hooks'
import { CardTile } from '../../parts/card-tile.tsx'
import { designs } from '../../wallet.ts'
import './cards.css'

interface DesignChoiceProps {
  /** Id of the design. */
  chosen: string
  onChoose: (design: string) => void
}

/** The gallery: all designs side by side, one of them chosen. */
export function DesignChoice({ chosen, onChoose }: DesignChoiceProps) {
  const row = useRef<HTMLDivElement>(null)
  // The chosen one comes into sight, without moving the page.
  useEffect(() => {
    const tile = row.current?.querySelector<HTMLElement>('[data-chosen]')
    if (row.current && tile)
      row.current.scrollLeft = tile.offsetLeft - row.current.clientWidth / 2 + tile.clientWidth / 2
  }, [designs.value.length])
  if (designs.value.length === 0) return <Skeleton height="110px" />
  return (
    <div class="designs" role="radiogroup" aria-label="Design" ref={row}>
      {designs.value.map(({ id, name }) => (
        <label key={id} class="designs__design" data-chosen={id === chosen || undefined}>
          <input
            type="radio"
            name="design"
            value={id}
            checked={id === chosen}
            onChange={() => onChoose(id)}
            class="visually-hidden"
          />
          <CardTile design={id} size="medium" />
          <span class="designs__name">{name}</span>
        </label>
      ))}
    </div>
  )
}
