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
    <>
      <circle class="card-art__accent" cx="262" cy="62" r="27" />
      <g class="card-art__shapes">
        <path d="M0 118c34-18 68-18 102 0s68 18 102 0 68-18 136 0v82H0z" />
        <path d="M0 142c40-16 74-16 110 0s72 16 110 0 72-14 120 2v56H0z" />
        <path d="M0 168c34-14 68-14 102 0s68 14 102 0 68-14 136 0v32H0z" />
      </g>
    </>
  ),
  field: (
    <>
      <circle class="card-art__accent" cx="222" cy="54" r="24" />
      <g class="card-art__lines card-art__lines--fine">
        {[176, 208, 240, 272, 304, 330].map((x, i) => (
          <g key={x} transform={`translate(${x} ${[44, 20, 34, 8, 26, 48][i]}) rotate(${i * 3 - 7})`}>
            <path d="M0 210V10" />
            {[12, 34, 56, 78, 100].map(y => (
              <path key={y} d={`M0 ${y + 20}q-17-3-17-24 15 2 17 24M0 ${y + 20}q17-3 17-24-15 2-17 24`} />
            ))}
          </g>
        ))}
      </g>
    </>
  ),
  beams: (
    <>
      <g class="card-art__shapes">
        <path d="M262 72 0 6v72zM262 72l120-56v112z" />
        <path d="m240 200 12-114h20l12 114z" />
        <path d="M0 182c40-8 80-8 120 0s80 8 120 0 60-8 100 0v18H0z" />
      </g>
      <path class="card-art__accent" d="M250 62h24v22h-24zM244 60l18-20 18 20z" />
    </>
  ),
  confetti: (
    <>
      {scattered(44, (x, y, i) => {
        const look = i % 3 === 0 ? 'card-art__accent' : 'card-art__shapes card-art__shapes--strong'
        return i % 2 === 0 ? (
          <circle key={i} class={look} cx={x} cy={y} r={3 + (i % 4)} />
        ) : (
          <rect
            key={i}
            class={look}
            x={x}
            y={y}
            width="7"
            height="17"
            rx="3"
            transform={`rotate(${i * 47} ${x} ${y})`}
          />
        )
      })}
    </>
  ),
  snow: (
    <g class="card-art__lines card-art__lines--fine">
      {scattered(18, (x, y, i) => (
        <g key={i} transform={`translate(${x} ${y}) rotate(${i * 13}) scale(${[0.5, 0.8, 1.3, 0.6, 1.7][i % 5]})`}>
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
