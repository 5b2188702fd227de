import type { FirewallRule } from '@ringfence/contract'
import { Badge, Button, Card, EmptyState, Table, toast, usePages } from '@ringfence/ui'
import { Plus } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { formatMoment } from '../../data/moment.ts'
import { ConfirmSheet } from '../../parts/confirm-sheet.tsx'
import '../../parts/dense.css'
import { Page } from '../../parts/page.tsx'
import { Paged } from '../../parts/paged.tsx'
import { mayCall } from '../../roles.ts'
import { person } from '../../session.ts'
import { RulePanel } from './rule-panel.tsx'

function columnsFor(onRemove: ((rule: FirewallRule) => void) | undefined) {
  return [
    { id: 'range', label: 'Addresses', render: ({ range }: FirewallRule) => <code>{range}</code> },
    {
      id: 'effect',
      label: 'Effect',
      render: ({ effect }: FirewallRule) =>
        effect === 'deny' ? <Badge tone="bad">Refused</Badge> : <Badge tone="good">Let in</Badge>,
    },
    { id: 'reason', label: 'Reason', render: ({ reason }: FirewallRule) => reason },
    {
      id: 'until',
      label: 'Until',
      render: ({ expiresAt }: FirewallRule) => (expiresAt === null ? 'for good' : formatMoment(expiresAt)),
    },
    { id: 'since', label: 'Since', render: ({ createdAt }: FirewallRule) => formatMoment(createdAt) },
    { id: 'by', label: 'By', render: ({ createdBy }: FirewallRule) => createdBy },
    ...(onRemove === undefined
      ? []
      : [
          {
            id: 'remove',
            label: '',
            align: 'end' as const,
            render: (rule: FirewallRule) => (
              <Button size="dense" aria-label={`Remove ${rule.range}`} onClick={() => onRemove(rule)}>
                Remove
              </Button>
            ),
          },
        ]),
  ]
}

/** Which addresses the whole API refuses or lets in, whatever they ask for. */
export function FirewallPage() {
  const pages = usePages('firewall rules', (cursor, signal) =>
    api.listFirewallRules({ query: { limit: 50, ...(cursor === undefined ? {} : { cursor }) }, signal }),
  )
  const [isAdding, setAdding] = useState(false)
  const [removed, setRemoved] = useState<FirewallRule>()
  const { role } = person.value!
  return (
    <Page
      title="Firewall"
      filters={
        mayCall(role, 'putFirewallRule') && (
          <Button
            variant="primary"
            size="dense"
            icon={<Plus size={17} aria-hidden="true" />}
            onClick={() => setAdding(true)}
          >
            Add a rule
          </Button>
        )
      }
    >
      <Card variant="flat" class="dense">
        <Paged pages={pages}>
          <Table
            caption="Rules by address, newest first"
            columns={columnsFor(mayCall(role, 'removeFirewallRule') ? setRemoved : undefined)}
            rows={pages.rows}
            rowKey={rule => rule.id}
            empty={
              <EmptyState title="No rule by address">
                Everybody may knock. Limits and the checks of every request hold all the same.
              </EmptyState>
            }
          />
        </Paged>
      </Card>
      {isAdding && (
        <RulePanel
          onClose={() => setAdding(false)}
          onDone={rule => {
            setAdding(false)
            toast(`${rule.range} is ${rule.effect === 'deny' ? 'refused' : 'let in'} within seconds`)
            pages.refresh()
          }}
        />
      )}
      <ConfirmSheet
        open={removed !== undefined}
        title={`Remove the rule for ${removed?.range ?? ''}?`}
        action="Remove the rule"
        isDangerous={removed?.effect === 'allow'}
        content={removed?.id}
        call={() => api.removeFirewallRule({ params: { id: removed!.id } })}
        onClose={() => setRemoved(undefined)}
        onDone={() => {
          toast(`The rule for ${removed?.range ?? ''} is gone`)
          setRemoved(undefined)
          pages.refresh()
        }}
      >
        <p>
          {removed?.effect === 'allow'
            ? 'Rules that refuse these addresses hold for them again within seconds.'
            : 'These addresses may ask again within seconds.'}
        </p>
      </ConfirmSheet>
    </Page>
  )
}
