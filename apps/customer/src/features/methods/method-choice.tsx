import { Badge, Button, Card, Skeleton } from '@ringfence/ui'
import { CreditCard, Plus } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { Link } from 'wouter-preact'
import { brand } from '../../brand.ts'
import { Failure } from '../../parts/failure.tsx'
import { AddMethodSheet } from './add-method-sheet.tsx'
import './methods.css'
import type { Methods } from './use-methods.ts'

interface MethodChoiceProps {
  methods: Methods
  title?: string
}

/** Which saved card pays, and adding another. */
export function MethodChoice({ methods: { query, chosen, choose }, title = 'From which card?' }: MethodChoiceProps) {
  const [adding, setAdding] = useState(false)
  const failure = query.data ? undefined : query.failure
  const cards = query.data?.data
  return (
    <Card
      title={title}
      aside={
        cards?.length ? (
          <Link href="/load/cards" class="methods__manage">
            Manage
          </Link>
        ) : (
          brand.value?.sandbox && <Badge tone="warn">Test cards</Badge>
        )
      }
    >
      {failure && <Failure failure={failure} onRetry={query.reload} retrying={query.loading} what="Your cards" />}
      {!cards && !failure && <Skeleton lines={4} />}
      {cards?.length === 0 && <p class="dim methods__none">You have saved no card yet.</p>}
      {cards && cards.length > 0 && (
        <div class="methods" role="radiogroup" aria-label="Card">
          {cards.map(({ id, label, about }) => (
            <label key={id} class="methods__method">
              <input
                type="radio"
                name="method"
                value={id}
                checked={id === chosen}
                onChange={() => choose(id)}
                class="visually-hidden"
              />
              <CreditCard size={22} aria-hidden="true" />
              <span class="methods__text">
                {label}
                <span class="methods__about">{about}</span>
              </span>
              <span class="methods__mark" aria-hidden="true" />
            </label>
          ))}
        </div>
      )}
      {cards && (
        <Button wide icon={<Plus size={20} />} onClick={() => setAdding(true)}>
          Add a card
        </Button>
      )}
      {adding && (
        <AddMethodSheet
          onClose={() => setAdding(false)}
          onAdded={method => {
            setAdding(false)
            choose(method.id)
            query.reload()
          }}
        />
      )}
    </Card>
  )
}
