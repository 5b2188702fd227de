import { Badge, Button, Sheet } from '@ringfence/ui'
import { LogOut, UserRound } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { Link, useLocation } from 'wouter-preact'
import { brand } from '../brand.ts'
import { clearLoad } from '../features/load/load-state.ts'
import { clearAll } from '../features/sell/basket-state.ts'
import { type Connection, connection } from '../live.ts'
import { signOut, work } from '../session.ts'

const states: Record<Connection, { label: string; tone: 'good' | 'warn' | 'bad' }> = {
  online: { label: 'Online', tone: 'good' },
  reconnecting: { label: 'Reconnecting', tone: 'warn' },
  offline: { label: 'Offline', tone: 'bad' },
}

const roleNames: Record<string, string> = {
  cashier: 'Cashier',
  shiftLead: 'Shift lead',
  storeManager: 'Store manager',
}

export function Header() {
  const { terminal, store, person } = work.value!
  const { label, tone } = states[connection.value]
  const [asking, setAsking] = useState(false)
  const [, go] = useLocation()
  const leave = () => {
    clearAll()
    clearLoad()
    go('/', { replace: true })
    signOut()
  }
  return (
    <header class="header">
      <div class="header__place">
        <h1 class="header__brand display">{brand.value.name}</h1>
        <p class="header__till">
          {store.name} · {terminal.name}
        </p>
      </div>
      <Link href="/offline" class="header__state" title="Offline payments">
        <span role="status" aria-label="Connection">
          <Badge tone={tone}>
            <span class="header__dot" aria-hidden="true" />
            {label}
          </Badge>
        </span>
      </Link>
      <button
        type="button"
        class="header__person"
        aria-label={`${person.name}, sign out`}
        onClick={() => setAsking(true)}
      >
        <UserRound size={20} aria-hidden="true" />
        <span class="header__name">{firstName(person.name)}</span>
      </button>
      <Sheet
        open={asking}
        onClose={() => setAsking(false)}
        title={person.name}
        footer={
          <Button size="till" variant="primary" icon={<LogOut size={20} />} onClick={leave}>
            Sign out
          </Button>
        }
      >
        <p class="dim">
          {roleNames[person.role] ?? person.role} at {store.name}, {terminal.name}. Signing out empties the basket.
        </p>
      </Sheet>
    </header>
  )
}

const firstName = (name: string) => name.split(' ')[0]
