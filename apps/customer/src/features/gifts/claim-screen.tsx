import { canonicalCardNumber, isGiftCode, type MyGiftCard } from '@ringfence/contract'
import { Amount, Button, ErrorState, formatDate, online } from '@ringfence/ui'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { type Advice, adviceFor } from '../../advice.ts'
import { CardTile } from '../../parts/card-tile.tsx'
import { api } from '../../session.ts'
import { designs, refreshWallet } from '../../wallet.ts'
import './gifts.css'

const noCode: Advice = {
  title: 'This link is not complete.',
  detail: 'Open it from the mail once more, or type the code that stands below it.',
}
const dead: Advice = {
  title: 'This gift can’t be opened.',
  detail: 'Its link is used, replaced or cancelled. Ask the person who sent it to send it again.',
}

/** The mailed link leads here: the code is behind the `#`, which no server ever sees. */
export function ClaimScreen() {
  const [, navigate] = useLocation()
  const [code] = useState(codeInAddress)
  const [state, setState] = useState<'closed' | 'opening'>('closed')
  const [card, setCard] = useState<MyGiftCard>()
  const [trouble, setTrouble] = useState(code === undefined ? noCode : undefined)
  const [mayRetry, setMayRetry] = useState(false)
  const key = useRef(crypto.randomUUID()).current
  // Nobody who looks at the history finds it there.
  useEffect(() => history.replaceState(history.state, '', location.pathname), [])

  async function open(): Promise<void> {
    if (code === undefined || state === 'opening') return
    setState('opening')
    setTrouble(undefined)
    const answer = await api.claimMyGiftCard({ body: { code }, idempotencyKey: key })
    setState('closed')
    if (!answer.ok) {
      setMayRetry(answer.code === 'network' || answer.status >= 429)
      return setTrouble(answer.code === 'code_invalid' ? dead : adviceFor(answer))
    }
    await refreshWallet()
    setCard(answer.data)
  }

  if (card) return <Opened card={card} />
  if (trouble) {
    return (
      <main class="claim">
        <ErrorState title={trouble.title} onRetry={mayRetry ? () => void open() : undefined}>
          {trouble.detail}
        </ErrorState>
        <div class="claim__buttons">
          <Button onClick={() => navigate('/cards/add', { replace: true })}>Type the code</Button>
          <Button variant="quiet" onClick={() => navigate('/', { replace: true })}>
            Not now
          </Button>
        </div>
      </main>
    )
  }
  return (
    <main class={state === 'opening' ? 'claim claim--opening' : 'claim'} aria-busy={state === 'opening'}>
      <h1 class="claim__title">You have a gift</h1>
      <button type="button" class="claim__present" onClick={() => void open()} aria-label="Gift box" tabIndex={-1}>
        <Present />
      </button>
      <div class="claim__buttons">
        <Button
          variant="primary"
          wide
          loading={state === 'opening'}
          disabled={!online.value}
          onClick={() => void open()}
        >
          {online.value ? 'Open it' : 'You are offline'}
        </Button>
        <Button variant="quiet" onClick={() => navigate('/', { replace: true })}>
          Later
        </Button>
      </div>
    </main>
  )
}

function codeInAddress(): string | undefined {
  const code = canonicalCardNumber(location.hash.slice(1))
  return code && isGiftCode(code) ? code : undefined
}

function Opened({ card }: { card: MyGiftCard }) {
  const [, navigate] = useLocation()
  const { balance: amount, currency, message, fromName, expiresAt } = card
  return (
    <main class="claim">
      <div class="claim__face" key={designs.value.length}>
        <CardTile design={card.design} size="large">
          <span class="card-tile__foot">{fromName ? `From ${fromName}` : 'A gift'}</span>
          <Amount value={{ amount, currency }} size="hero" />
        </CardTile>
      </div>
      <div class="claim__said" role="status">
        <h1 class="visually-hidden">Your gift is in your wallet</h1>
        {message && <p class="claim__message">{message}</p>}
        {message && fromName && <p class="claim__from">{fromName}</p>}
        <p class="faint">
          {expiresAt ? `Good until ${formatDate(expiresAt)}.` : 'It does not expire.'} It is in your wallet now.
        </p>
      </div>
      <div class="claim__buttons">
        <Button variant="primary" wide onClick={() => navigate(`/cards/${card.id}`, { replace: true })}>
          Show my gift card
        </Button>
        <Button wide onClick={() => navigate(`/cards/move?card=${card.id}`, { replace: true })}>
          Add to my balance
        </Button>
      </div>
    </main>
  )
}

function Present() {
  return (
    <svg viewBox="0 0 200 190" aria-hidden="true">
      <rect class="claim__box" x="22" y="84" width="156" height="104" rx="12" />
      <rect class="claim__ribbon" x="88" y="84" width="24" height="104" />
      <g class="claim__top">
        <path
          class="claim__bow"
          d="M100 50C82 12 44 16 52 36c6 14 32 14 48 14zM100 50c18-38 56-34 48-14-6 14-32 14-48 14z"
        />
        <rect class="claim__lid" x="12" y="52" width="176" height="40" rx="10" />
        <rect class="claim__ribbon" x="86" y="52" width="28" height="40" />
      </g>
    </svg>
  )
}
