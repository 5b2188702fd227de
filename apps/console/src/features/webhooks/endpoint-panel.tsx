import type { WebhookEndpoint } from '@ringfence/contract'
import { Banner, Button, toast } from '@ringfence/ui'
import { useState } from 'preact/hooks'
import { api } from '../../api.ts'
import { failureSentence } from '../../data/failure.ts'
import { formatMoment } from '../../data/moment.ts'
import { useDeed } from '../../data/use-deed.ts'
import { Code } from '../../parts/code.tsx'
import { ConfirmSheet } from '../../parts/confirm-sheet.tsx'
import { Fact, Facts } from '../../parts/facts.tsx'
import '../../parts/form.css'
import { SidePanel } from '../../parts/side-panel.tsx'
import { mayCall } from '../../roles.ts'
import { person } from '../../session.ts'
import { Deliveries } from './deliveries.tsx'
import { EndpointState } from './states.tsx'
import './webhooks.css'

interface EndpointPanelProps {
  endpoint: WebhookEndpoint
  /** As long as the panel is open, after it was made. */
  secret: string | undefined
  onSecret: (secret: string) => void
  onClose: () => void
  onDone: () => void
}

/** One endpoint: its state, its secret's rotation, and how its deliveries went. */
export function EndpointPanel({ endpoint, secret, onSecret, onClose, onDone }: EndpointPanelProps) {
  const { eventTypes, state, createdAt, secretRotatedAt, previousSecretUntil } = endpoint
  const [turn, setTurn] = useState(0)
  const changed = () => {
    setTurn(turn + 1)
    onDone()
  }
  const mayChange = mayCall(person.value!.role, 'changeWebhookEndpoint')
  return (
    <SidePanel
      title="Endpoint"
      onClose={onClose}
      footer={mayChange && <Deeds endpoint={endpoint} onSecret={onSecret} onClose={onClose} onDone={changed} />}
    >
      <div class="form">
        <p>
          <EndpointState state={state} />
        </p>
        <p class="webhook-url num">{endpoint.url}</p>
        {secret && (
          <Banner tone="info" title="The secret, told only now">
            <Code text={secret} label="Secret" /> It checks the signatures. When this panel is closed, nobody can read
            it again.
          </Banner>
        )}
        <Facts>
          <Fact label="Events">{eventTypes.length === 0 ? 'All' : eventTypes.join(', ')}</Fact>
          <Fact label="Added">{formatMoment(createdAt)}</Fact>
          <Fact label="Secret of">{formatMoment(secretRotatedAt)}</Fact>
          {previousSecretUntil && <Fact label="Signed with both until">{formatMoment(previousSecretUntil)}</Fact>}
        </Facts>
        <Deliveries key={turn} endpoint={endpoint} onDone={onDone} />
      </div>
    </SidePanel>
  )
}

type DeedsProps = Pick<EndpointPanelProps, 'endpoint' | 'onSecret' | 'onClose' | 'onDone'>

function Deeds({ endpoint: { id, state }, onSecret, onClose, onDone }: DeedsProps) {
  const [asked, ask] = useState<'rotate' | 'disable' | 'remove'>()
  const { run, isBusy, failure } = useDeed()
  const params = { id }
  const stop = () => ask(undefined)
  const done = (text: string) => {
    stop()
    toast(text)
    onDone()
  }
  const enable = () =>
    run(
      'enable',
      () => api.enableWebhookEndpoint({ params }),
      () => done('Endpoint enabled'),
    )
  const test = () =>
    run(
      'test',
      () => api.testWebhookEndpoint({ params }),
      () => done('A test is on its way'),
    )
  return (
    <>
      {failure && <Banner tone="bad">{failureSentence(failure)}</Banner>}
      <div class="form__buttons webhook-deeds">
        {state === 'enabled' ? (
          <>
            <Button loading={isBusy} onClick={() => void test()}>
              Send a test
            </Button>
            <Button onClick={() => ask('rotate')}>New secret</Button>
            <Button onClick={() => ask('disable')}>Disable</Button>
          </>
        ) : (
          <Button variant="primary" loading={isBusy} onClick={() => void enable()}>
            Enable
          </Button>
        )}
        <Button onClick={() => ask('remove')}>Remove</Button>
      </div>
      <ConfirmSheet
        open={asked === 'rotate'}
        title="Make a new secret?"
        action="Make it"
        call={() => api.rotateWebhookSecret({ params })}
        onClose={stop}
        onDone={({ secret }) => {
          onSecret(secret)
          done('The new secret is shown above')
        }}
      >
        <p>For a day every event is signed with both, so that the other system can change over without a gap.</p>
      </ConfirmSheet>
      <ConfirmSheet
        open={asked === 'disable'}
        title="Disable this endpoint?"
        action="Disable"
        isDangerous
        call={() => api.disableWebhookEndpoint({ params })}
        onClose={stop}
        onDone={() => done('Endpoint disabled')}
      >
        <p>
          What waits for it is withdrawn, and nothing is sent until it is enabled. Withdrawn events can be replayed.
        </p>
      </ConfirmSheet>
      <ConfirmSheet
        open={asked === 'remove'}
        title="Remove this endpoint?"
        action="Remove"
        isDangerous
        call={() => api.deleteWebhookEndpoint({ params })}
        onClose={stop}
        onDone={() => {
          done('Endpoint removed')
          onClose()
        }}
      >
        <p>Its secret and its deliveries go with it.</p>
      </ConfirmSheet>
    </>
  )
}
