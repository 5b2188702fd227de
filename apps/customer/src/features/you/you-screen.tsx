import { Button, Card, List, ListRow, Segmented, Skeleton } from '@ringfence/ui'
import { LogOut } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { type Appearance, appearance, chooseAppearance } from '../../appearance.ts'
import { brand } from '../../brand.ts'
import { leaveDevice } from '../../device.ts'
import { Failure } from '../../parts/failure.tsx'
import { signOut } from '../../session.ts'
import { PageHead } from '../../shell/frame.tsx'
import { holder, refreshWallet, walletFailure } from '../../wallet.ts'
import { Devices } from './devices.tsx'

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
      <Devices />
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
