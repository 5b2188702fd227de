import { CardArt, classNames } from '@ringfence/ui'
import type { ComponentChildren } from 'preact'
import { artOf } from '../wallet.ts'
import './card-tile.css'

interface CardTileProps {
  design: string
  size?: 'small' | 'medium' | 'large'
  /** Can't pay: drawn pale. */
  pale?: boolean
  children?: ComponentChildren
}

/** A card of a design, small: in a row of a list, in the gallery, or as the face of a gift. */
export function CardTile({ design, size = 'small', pale = false, children }: CardTileProps) {
  return (
    <span class={classNames('card-tile', `card-tile--${size}`, pale && 'card-tile--pale')}>
      <CardArt art={artOf(design)} />
      {children}
    </span>
  )
}
