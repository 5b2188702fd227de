import { Clock3, House, MapPin, QrCode, UserRound } from 'lucide-preact'
import { Link, useLocation } from 'wouter-preact'

const places = [
  { path: '/', name: 'Home', Icon: House },
  { path: '/activity', name: 'Activity', Icon: Clock3 },
  { path: '/pay', name: 'Pay', Icon: QrCode },
  { path: '/stores', name: 'Stores', Icon: MapPin },
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

function isWithin(location: string, path: string): boolean {
  if (path === '/') return location === '/' || location === '/load'
  return location === path || (path === '/activity' && location.startsWith('/payments/'))
}
