import type { PaymentMethod } from '@ringfence/contract'
import type { Query } from '@ringfence/ui'
import { Badge, Card, Skeleton } from '@ringfence/ui'
import { CreditCard } from 'lucide-preact'
import { brand } from '../../brand.ts'
import { Failure } from '../../parts/failure.tsx'

interface MethodChoiceProps {
  methods: Query<{ data: PaymentMethod[] }>
  chosen: string | undefined
  onChoose: (id: string) => void
}

export function MethodChoice({ methods, chosen, onChoose }: MethodChoiceProps) {
  const failure = methods.data ? undefined : methods.failure
  return (
    <Card title="From which card?" aside={brand.value?.sandbox && <Badge tone="warn">Test cards</Badge>}>
      {failure && <Failure failure={failure} onRetry={methods.reload} retrying={methods.loading} what="Your cards" />}
      {!methods.data && !failure && <Skeleton lines={4} />}
      {methods.data?.data.length === 0 && <p class="dim">There is no card to load with.</p>}
      <div class="load__methods" role="radiogroup" aria-label="Card">
        {methods.data?.data.map(({ id, label, about }) => (
          <label key={id} class="load__method">
            <input
              type="radio"
              name="method"
              value={id}
              checked={id === chosen}
              onChange={() => onChoose(id)}
              class="visually-hidden"
            />
            <CreditCard size={22} aria-hidden="true" />
            <span class="load__method-text">
              {label}
              <span class="load__about">{about}</span>
            </span>
            <span class="load__mark" aria-hidden="true" />
          </label>
        ))}
      </div>
      {brand.value?.sandbox && <p class="load__about">These are test cards. No real money moves.</p>}
    </Card>
  )
}
