import { type EventType, eventTypes, type WebhookEndpointWithSecret } from '@ringfence/contract'
import { Field } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { ConfirmSheet } from '../../parts/confirm-sheet.tsx'
import './webhooks.css'

interface EndpointSheetProps {
  onClose: () => void
  onDone: (made: WebhookEndpointWithSecret) => void
}

export function EndpointSheet({ onClose, onDone }: EndpointSheetProps) {
  const [url, setUrl] = useState('')
  const [chosen, setChosen] = useState<readonly EventType[]>([])
  const toggle = (type: EventType) =>
    setChosen(old => (old.includes(type) ? old.filter(other => other !== type) : [...old, type]))
  const body = { url: url.trim(), eventTypes: [...chosen] }
  return (
    <ConfirmSheet
      open
      title="Add an endpoint"
      action="Add"
      disabled={!/^https?:\/\/\S+$/.test(body.url)}
      content={body}
      call={() => api.createWebhookEndpoint({ body })}
      onClose={onClose}
      onDone={onDone}
    >
      <Field
        label="Address"
        size="dense"
        type="url"
        placeholder="https://hooks.example.com/ringfence"
        maxLength={2000}
        value={url}
        onInput={event => setUrl(event.currentTarget.value)}
      />
      <fieldset class="webhook-types">
        <legend>Events, all unless you choose</legend>
        {eventTypes.map(type => (
          <label key={type}>
            <input type="checkbox" checked={chosen.includes(type)} onChange={() => toggle(type)} />
            <span class="num">{type}</span>
          </label>
        ))}
      </fieldset>
    </ConfirmSheet>
  )
}
