import { Banknote, Clock3, Gift, ReceiptText, ShoppingBasket } from 'lucide-preact'
import { Link, useRoute } from 'wouter-preact'

const places = [
  { path: '/', pattern: '/', label: 'Sell', detail: 'Charge a basket', Icon: ShoppingBasket },
  { path: '/load', pattern: '/load', label: 'Load cash', detail: 'Cash onto a phone', Icon: Banknote },
  { path: '/gift-cards', pattern: '/gift-cards/:part?', label: 'Gift cards', detail: 'Sell, balance', Icon: Gift },
  { path: '/payments', pattern: '/payments/:id?', label: 'Payments', detail: 'Receipts, refunds', Icon: ReceiptText },
  { path: '/shift', pattern: '/shift', label: 'Shift', detail: 'Float and count', Icon: Clock3 },
]

export function Nav() {
  return (
    <nav class="nav" aria-label="Till">
      {places.map(place => (
        <NavLink key={place.path} {...place} />
      ))}
    </nav>
  )
}

function NavLink({ path, pattern, label, detail, Icon }: (typeof places)[number]) {
  const [isHere] = useRoute(pattern)
  return (
    <Link href={path} class="nav__link" aria-label={label} aria-current={isHere ? 'page' : undefined}>
      <Icon size={22} aria-hidden="true" />
      <span class="nav__text">
        <span class="nav__label">{label}</span>
        <span class="nav__detail">{detail}</span>
      </span>
    </Link>
  )
}
