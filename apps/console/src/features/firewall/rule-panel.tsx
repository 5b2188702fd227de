import type { FirewallRule } from '@ringfence/contract'
import { Banner, Button, Field, Segmented, SelectField } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { failureSentence } from '../../data/failure.ts'
import { useDeed } from '../../data/use-deed.ts'
import '../../parts/form.css'
import { SidePanel } from '../../parts/side-panel.tsx'
import { durations, emptyRule, type RuleDraft, ruleBody, ruleTroubles } from './rule-draft.ts'

interface RulePanelProps {
  onClose: () => void
  onDone: (rule: FirewallRule) => void
}

export function RulePanel({ onClose, onDone }: RulePanelProps) {
  const [draft, setDraft] = useState<RuleDraft>(emptyRule)
  const [hasTried, setTried] = useState(false)
  const deed = useDeed()
  const change = (part: Partial<RuleDraft>) => setDraft(old => ({ ...old, ...part }))
  const troubles = ruleTroubles(draft)
  const shown = hasTried ? troubles : {}

  async function add(): Promise<void> {
    setTried(true)
    if (Object.keys(troubles).length > 0) return
    const body = ruleBody(draft, Date.now())
    await deed.run(draft, () => api.putFirewallRule({ body }), onDone)
  }
  return (
    <SidePanel
      title="Add a rule"
      onClose={onClose}
      footer={
        <Button variant="primary" wide loading={deed.isBusy} onClick={add}>
          {draft.effect === 'deny' ? 'Refuse these addresses' : 'Let these addresses in'}
        </Button>
      }
    >
      <form
        class="form"
        onSubmit={event => {
          event.preventDefault()
          void add()
        }}
      >
        <Segmented
          label="Effect"
          size="dense"
          items={[
            { id: 'deny' as const, label: 'Refuse' },
            { id: 'allow' as const, label: 'Let in' },
          ]}
          value={draft.effect}
          onChange={effect => change({ effect })}
        />
        <Field
          label="Addresses"
          size="dense"
          hint={
            draft.effect === 'deny'
              ? 'One address, or a range such as 203.0.113.0/24.'
              : 'Let in although another rule refuses them.'
          }
          maxLength={49}
          value={draft.range}
          error={shown.range}
          onInput={event => change({ range: event.currentTarget.value })}
        />
        <Field
          label="Reason"
          size="dense"
          hint="For who looks at this later."
          maxLength={120}
          value={draft.reason}
          error={shown.reason}
          onInput={event => change({ reason: event.currentTarget.value })}
        />
        <SelectField
          label="Holds for"
          size="dense"
          options={durations.map(({ id, label }) => ({ value: id, label }))}
          value={draft.duration}
          onChange={event => change({ duration: event.currentTarget.value })}
        />
        {deed.failure && <Banner tone="bad">{failureSentence(deed.failure)}</Banner>}
        <button type="submit" class="visually-hidden" tabIndex={-1} aria-hidden="true" />
      </form>
    </SidePanel>
  )
}
