import type { Device } from '@ringfence/contract'
import { Badge, Button, Card, formatDate, List, ListRow, Sheet, Skeleton, toast, useQuery } from '@ringfence/ui'
import { Smartphone } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { adviceLine } from '../../advice.ts'
import { deviceState } from '../../device.ts'
import { Failure } from '../../parts/failure.tsx'
import { api, signOut } from '../../session.ts'

/** Which devices can pay from this account, and taking that away. */
export function Devices() {
  const own = deviceState.value.state === 'ready' ? deviceState.value.device.id : undefined
  const devices = useQuery(`devices ${own}`, signal => api.listMyDevices({ signal }))
  const [removing, setRemoving] = useState<Device>()
  const failure = devices.data ? undefined : devices.failure
  return (
    <Card title="Devices that can pay">
      {failure && <Failure failure={failure} onRetry={devices.reload} retrying={devices.loading} what="Your devices" />}
      {!devices.data && !failure && <Skeleton lines={3} />}
      {devices.data?.data.length === 0 && <p class="dim">No device can pay yet.</p>}
      <List label="Devices" lined>
        {devices.data?.data.map(device => (
          <ListRow
            key={device.id}
            icon={<Smartphone size={20} aria-hidden="true" />}
            title={
              <>
                {device.name} {device.id === own && <Badge tone="brand">This device</Badge>}
              </>
            }
            detail={`Since ${formatDate(device.enrolledAt)}`}
            end={
              <Button variant="quiet" aria-label={`Remove ${device.name}`} onClick={() => setRemoving(device)}>
                Remove
              </Button>
            }
          />
        ))}
      </List>
      {removing && (
        <RemoveDevice
          device={removing}
          isOwn={removing.id === own}
          onClose={() => setRemoving(undefined)}
          onRemoved={devices.reload}
        />
      )}
    </Card>
  )
}

interface RemoveDeviceProps {
  device: Device
  isOwn: boolean
  onClose: () => void
  onRemoved: () => void
}

function RemoveDevice({ device, isOwn, onClose, onRemoved }: RemoveDeviceProps) {
  const [busy, setBusy] = useState(false)

  async function remove(): Promise<void> {
    setBusy(true)
    const answer = await api.removeMyDevice({ params: { id: device.id } })
    // What is gone already is as good as removed.
    if (answer.ok || answer.code === 'not_found') {
      if (isOwn) return signOut()
      toast(`${device.name} can no longer pay`)
      onRemoved()
    } else toast(adviceLine(answer), { tone: 'bad' })
    onClose()
  }

  return (
    <Sheet
      open
      onClose={onClose}
      title={`Remove ${device.name}?`}
      footer={
        <Button variant="danger" wide loading={busy} onClick={() => void remove()}>
          {isOwn ? 'Remove and sign out' : 'Remove'}
        </Button>
      }
    >
      <p>
        {isOwn
          ? 'This is the device in your hand. It stops paying, and you are signed out here. Your balance stays.'
          : 'It stops paying at once. Your balance stays.'}
      </p>
    </Sheet>
  )
}
