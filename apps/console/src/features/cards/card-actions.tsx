import { type CardReplaced, type ProtectedCard, shownCardNumber } from '@ringfence/contract'
import { Button, QrCode, SelectField, Sheet, toast } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { ConfirmSheet } from '../../parts/confirm-sheet.tsx'
import { mayCall } from '../../roles.ts'
import { person } from '../../session.ts'
import './cards.css'

interface CardActionsProps {
  card: ProtectedCard
  onChanged: () => void
}

type Deed = 'freeze' | 'unfreeze' | 'lost' | 'replace'

/** What support can do to protect a card. */
export function CardActions({ card, onChanged }: CardActionsProps) {
  const [deed, setDeed] = useState<Deed>()
  const [replaced, setReplaced] = useState<CardReplaced>()
  if (!mayCall(person.value!.role, 'freezeCard')) return null
  const done = (what: string) => {
    setDeed(undefined)
    toast(what)
    onChanged()
  }
  return (
    <>
      <DeedButtons card={card} onChoose={setDeed} />
      <Deeds
        card={card}
        deed={deed}
        onClose={() => setDeed(undefined)}
        onDone={done}
        onReplaced={next => {
          setReplaced(next)
          done(`Card ·· ${card.lastDigits} replaced`)
        }}
      />
      {/* Told once: it stays, whatever has become of the old card meanwhile. */}
      <NewCode card={replaced} onClose={() => setReplaced(undefined)} />
    </>
  )
}

function DeedButtons({ card: { state, lostAt }, onChoose }: { card: ProtectedCard; onChoose: (deed: Deed) => void }) {
  if (state !== 'active' && state !== 'frozen') return null
  return (
    <div class="card-actions">
      {state === 'active' && (
        <Button size="dense" onClick={() => onChoose('freeze')}>
          Freeze
        </Button>
      )}
      {state === 'frozen' && !lostAt && (
        <Button size="dense" onClick={() => onChoose('unfreeze')}>
          Release
        </Button>
      )}
      {!lostAt && (
        <Button size="dense" onClick={() => onChoose('lost')}>
          Report lost
        </Button>
      )}
      <Button size="dense" onClick={() => onChoose('replace')}>
        Replace
      </Button>
    </div>
  )
}

interface DeedsProps {
  card: ProtectedCard
  deed: Deed | undefined
  onClose: () => void
  onDone: (what: string) => void
  onReplaced: (card: CardReplaced) => void
}

const lostReasons = { lost: 'Lost', stolen: 'Stolen' } as const
const replaceReasons = { lost: 'Lost', stolen: 'Stolen', damaged: 'Damaged', other: 'Another reason' } as const

function Deeds({ card, deed, onClose, onDone, onReplaced }: DeedsProps) {
  const [lost, setLost] = useState<keyof typeof lostReasons>('lost')
  const [why, setWhy] = useState<keyof typeof replaceReasons>('lost')
  const params = { id: card.id }
  const name = `card ·· ${card.lastDigits}`
  return (
    <>
      <ConfirmSheet
        open={deed === 'freeze'}
        title={`Freeze ${name}?`}
        action="Freeze"
        call={() => api.freezeCard({ params })}
        onClose={onClose}
        onDone={() => onDone(`Card ·· ${card.lastDigits} frozen`)}
      >
        <p>It stops paying at once. Money can still come in. Only support can release it again.</p>
      </ConfirmSheet>
      <ConfirmSheet
        open={deed === 'unfreeze'}
        title={`Release ${name}?`}
        action="Release"
        call={() => api.unfreezeCard({ params })}
        onClose={onClose}
        onDone={() => onDone(`Card ·· ${card.lastDigits} pays again`)}
      >
        <p>It pays again at once. Make sure that you speak with its holder.</p>
      </ConfirmSheet>
      <ConfirmSheet
        open={deed === 'lost'}
        title={`Report ${name} lost?`}
        action="Report lost"
        isDangerous
        call={() => api.reportCardLost({ params, body: { reason: lost } })}
        onClose={onClose}
        onDone={() => onDone(`Card ·· ${card.lastDigits} reported lost`)}
      >
        <p>It is frozen at once and can’t be released, only replaced.</p>
        <SelectField
          label="What happened"
          size="dense"
          value={lost}
          options={optionsOf(lostReasons)}
          onChange={event => setLost(event.currentTarget.value as typeof lost)}
        />
      </ConfirmSheet>
      <ConfirmSheet
        open={deed === 'replace'}
        title={`Replace ${name}?`}
        action="Replace"
        isDangerous
        content={why}
        call={key => api.replaceCard({ params, body: { reason: why }, idempotencyKey: key })}
        onClose={onClose}
        onDone={onReplaced}
      >
        <p>The holder gets a new card with the same balance. The old number and its pay codes are dead at once.</p>
        <SelectField
          label="Why"
          size="dense"
          value={why}
          options={optionsOf(replaceReasons)}
          onChange={event => setWhy(event.currentTarget.value as typeof why)}
        />
      </ConfirmSheet>
    </>
  )
}

const optionsOf = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }))

/** The new code of a gift card, told here only. */
function NewCode({ card, onClose }: { card: CardReplaced | undefined; onClose: () => void }) {
  const code = card?.code
  return (
    <Sheet
      open={Boolean(code)}
      onClose={onClose}
      title="The new card"
      footer={
        <Button variant="primary" wide onClick={onClose}>
          Handed over
        </Button>
      }
    >
      {code && (
        <div class="new-code">
          <div class="new-code__qr">
            <QrCode text={code} label="QR code of the new card" />
          </div>
          <p class="new-code__text num">{shownCardNumber(code)}</p>
          <p class="dim">Give this code to the holder now: it is shown only once.</p>
        </div>
      )}
    </Sheet>
  )
}
