import { Button, Card, List, ListRow, Segmented, Skeleton, useQuery } from '@ringfence/ui'
import { ChevronRight, Clock3, CreditCard, LogOut, RefreshCw } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { type Appearance, appearance, chooseAppearance } from '../../appearance.ts'
import { brand } from '../../brand.ts'
import { leaveDevice } from '../../device.ts'
import { Failure } from '../../parts/failure.tsx'
import { api, signOut } from '../../session.ts'
import { PageHead } from '../../shell/frame.tsx'
import { autoTopUp, holder, refreshWallet, walletFailure } from '../../wallet.ts'
import { MailSwitch } from '../activity/mail-switch.tsx'
import { ruleInShort } from '../auto-top-up/rule-words.ts'
import { Devices } from './devices.tsx'
import { Sessions } from './sessions.tsx'

const appearances: { id: Appearance; label: string }[] = [
  { id: 'auto', label: 'Auto' },
  { id: 'light', label: 'Light' },
  { id: 'dark', label: 'Dark' },
]

export function YouScreen() {
  const [leaving, setLeaving] = useState(false)
  return (
    <div class="narrow stack">
      <PageHead title="You" />
      <Profile />
      <Money />
      <Devices />
      <Sessions />
      <Mails />
      <Card title="Appearance">
        <Segmented label="Appearance" items={appearances} value={appearance.value} onChange={chooseAppearance} />
      </Card>
      <Button
        wide
        icon={<LogOut size={20} />}
        loading={leaving}
        onClick={() => {
          setLeaving(true)
          void leaveDevice().then(signOut)
        }}
      >
        Sign out
      </Button>
    </div>
  )
}

function Profile() {
  const [current, failure] = [holder.value, walletFailure.value]
  if (!current && failure) {
    return <Failure failure={failure} onRetry={() => void refreshWallet()} />
  }
  return (
    <Card>
      {current ? (
        <List label="Profile" lined>
          <ListRow title={`${current.me.firstName} ${current.me.lastName}`} detail={current.me.email} />
          <ListRow
            title={`${brand.value?.name} card`}
            detail={current.account.frozen ? 'Frozen: it takes no payments' : 'Active'}
            tone={current.account.frozen ? 'bad' : 'plain'}
            end={`·· ${current.account.card.lastDigits}`}
          />
        </List>
      ) : (
        <Skeleton lines={3} />
      )}
    </Card>
  )
}

function Money() {
  const rule = autoTopUp.value
  const more = <ChevronRight size={18} aria-hidden="true" />
  return (
    <Card title="Money">
      <List label="Money" lined>
        <ListRow icon={<CreditCard aria-hidden="true" />} title="Payment cards" end={more} href="/app/load/cards" />
        <ListRow
          icon={<RefreshCw aria-hidden="true" />}
          title="Auto top-up"
          detail={rule ? ruleInShort(rule).replace('Auto top-up: ', '') : 'Off'}
          end={more}
          href="/app/load/auto"
        />
        <ListRow icon={<Clock3 aria-hidden="true" />} title="Activity" end={more} href="/app/activity" />
      </List>
    </Card>
  )
}

function Mails() {
  const preferences = useQuery('mail preferences', signal => api.getMyMailPreferences({ signal }))
  const failure = preferences.data ? undefined : preferences.failure
  return (
    <Card title="E-mail">
      {failure && (
        <Failure
          failure={failure}
          onRetry={preferences.reload}
          retrying={preferences.loading}
          what="Your choice of mails"
        />
      )}
      {!preferences.data && !failure && <Skeleton lines={2} />}
      <MailSwitch preferences={preferences} />
    </Card>
  )
}
