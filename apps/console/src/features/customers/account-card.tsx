import type { Account } from '@ringfence/contract'
import { Amount, Badge, Button, Card, formatMoney, useQuery } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { mayCall } from '../../roles.ts'
import { person } from '../../session.ts'
import { CardActions } from '../cards/card-actions.tsx'
import { CardState } from '../cards/card-state.tsx'
import { AdjustSheet } from './adjust-sheet.tsx'
import './customers.css'

/** Balance and card of an account, and for those who may, what protects the card. */
export function AccountCard({ account, onChanged }: { account: Account; onChanged: () => void }) {
  const { balance, currency, frozen, owes, card } = account
  const [isAdjusting, setAdjusting] = useState(false)
  return (
    <Card variant="flat" title="Account">
      <div class="customer__account">
        <Amount value={{ amount: balance, currency }} size="large" />
        {owes > 0 && (
          <p>
            <Badge tone="bad">{`Owes ${formatMoney({ amount: owes, currency })}`}</Badge>{' '}
            <span class="dim">of a disputed load; the next load pays it first.</span>
          </p>
        )}
        {frozen && (
          <p>
            <Badge tone="warn">Account frozen</Badge>
          </p>
        )}
        {mayCall(person.value!.role, 'requestAdjustment') && (
          <p>
            <Button size="dense" onClick={() => setAdjusting(true)}>
              Correct the balance
            </Button>
          </p>
        )}
        {isAdjusting && <AdjustSheet account={account} onClose={() => setAdjusting(false)} />}
        {mayCall(person.value!.role, 'getCard') ? (
          <ProtectedCardOf id={card.id} onChanged={onChanged} />
        ) : (
          <p class="customer__card num">
            Card ·· {card.lastDigits} <CardState card={{ ...card, blocked: false, lostAt: null }} />
          </p>
        )}
      </div>
    </Card>
  )
}

function ProtectedCardOf({ id, onChanged }: { id: string; onChanged: () => void }) {
  const { data: card, reload } = useQuery(`card ${id}`, signal => api.getCard({ params: { id }, signal }))
  if (!card) return null
  return (
    <>
      <p class="customer__card num">
        Card ·· {card.lastDigits} <CardState card={card} />
      </p>
      <CardActions
        card={card}
        onChanged={() => {
          reload()
          onChanged()
        }}
      />
    </>
  )
}
