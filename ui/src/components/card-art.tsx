import type { ComponentChildren } from 'preact'
import './card-art.css'

interface CardArtProps {
  /** Name of the picture, from the card's design; an unknown one gets the rings. */
  art?: string | undefined
}

/** The picture of a card design in the brand's colours. It fills the element it is in, which needs a position. */
export function CardArt({ art = 'rings' }: CardArtProps) {
  const name = art in drawings ? art : 'rings'
  return (
    <span class={`card-art card-art--${name}`} aria-hidden="true">
      <svg viewBox="0 0 340 200" preserveAspectRatio="xMaxYMid slice" aria-hidden="true">
        {drawings[name]}
      </svg>
    </span>
  )
}

/** The left, where name and balance stand, is kept quiet. */
const drawings: Record<string, ComponentChildren> = {
  rings: (
    <g class="card-art__lines" stroke-width="19">
      <circle cx="287" cy="62" r="63" />
      <circle cx="287" cy="62" r="99" />
    </g>
  ),
  waves: (
    <g class="card-art__shapes">
      <path d="M0 128c34-16 68-16 102 0s68 16 102 0 68-16 102 0 34 12 34 12v60H0z" />
      <path d="M0 158c34-14 68-14 102 0s68 14 102 0 68-14 102 0 34 10 34 10v32H0z" />
      <circle class="card-art__accent" cx="268" cy="66" r="30" />
    </g>
  ),
  field: (
    <g class="card-art__lines card-art__lines--fine">
      {[206, 236, 266, 296, 326].map((x, i) => (
        <g key={x} transform={`translate(${x} ${i % 2 === 0 ? 34 : 12}) rotate(${i * 2 - 2})`}>
          <path d="M0 190V14" />
          {[14, 34, 54, 74, 94].map(y => (
            <path key={y} d={`M0 ${y + 16}q-15-3-15-20 13 2 15 20M0 ${y + 16}q15-3 15-20-13 2-15 20`} />
          ))}
        </g>
      ))}
    </g>
  ),
  beams: (
    <g class="card-art__shapes">
      <path d="M262 74 20-30v60zM262 74l240-70v150z" />
      <path d="m247 200 8-116h14l8 116z" />
      <path class="card-art__accent" d="M252 66h20v18h-20zM248 66l14-16 14 16z" />
    </g>
  ),
  confetti: (
    <g class="card-art__shapes card-art__shapes--strong">
      {scattered(34, (x, y, i) =>
        i % 3 === 0 ? (
          <circle key={i} class={i % 2 ? 'card-art__accent' : undefined} cx={x} cy={y} r={4 + (i % 4)} />
        ) : (
          <rect
            key={i}
            class={i % 5 === 0 ? 'card-art__accent' : undefined}
            x={x}
            y={y}
            width="6"
            height="15"
            rx="3"
            transform={`rotate(${i * 47} ${x} ${y})`}
          />
        ),
      )}
    </g>
  ),
  snow: (
    <g class="card-art__lines card-art__lines--fine">
      {scattered(15, (x, y, i) => (
        <g key={i} transform={`translate(${x} ${y}) scale(${(0.5 + (i % 5) * 0.22).toString()}) rotate(${i * 13})`}>
          {[0, 60, 120].map(turn => (
            <path key={turn} transform={`rotate(${turn})`} d="M0-14V14M-4-11l4 4 4-4M-4 11l4-4 4 4" />
          ))}
        </g>
      ))}
    </g>
  ),
}

/** Places spread evenly over the right and the top, by the golden ratio: the same on every screen. */
function scattered<T>(count: number, draw: (x: number, y: number, i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => {
    const along = (i * 0.618_034) % 1
    const x = 150 + Math.sqrt((i + 0.5) / count) * 190
    return draw(Math.round(x), Math.round(8 + along * 184), i)
  })
}
