import { Clock3, Gift, House, QrCode, UserRound } from 'lucide-preact'
import { Link, useLocation } from 'wouter-preact'

const places = [
  { path: '/', name: 'Home', Icon: House },
  { path: '/activity', name: 'Activity', Icon: Clock3 },
  { path: '/pay', name: 'Pay', Icon: QrCode },
  { path: '/cards', name: 'Cards', Icon: Gift },
  { path: '/you', name: 'You', Icon: UserRound },
] as const

export function Nav() {
  const [location] = useLocation()
  return (
    <nav class="nav" aria-label="Main">
      {places.map(({ path, name, Icon }) => (
        <Link key={path} href={path} class="nav__place" aria-current={isWithin(location, path) ? 'page' : undefined}>
          <Icon size={24} aria-hidden="true" />
          {name}
        </Link>
      ))}
    </nav>
  )
}

/** Which place a screen belongs to, by the beginning of its path. */
const inside: Record<string, readonly string[]> = {
  '/activity': ['/payments/'],
  '/cards': ['/cards/', '/gifts'],
  '/you': ['/load/cards'],
}

function isWithin(location: string, path: string): boolean {
  const isInside = inside[path]?.some(start => location.startsWith(start)) ?? false
  if (path !== '/') return location === path || isInside
  return ['/', '/load', '/load/auto', '/stores'].includes(location)
}
