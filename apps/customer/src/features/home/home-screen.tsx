import { Banner, BrandCard, Button, Card, EmptyState, Skeleton } from '@ringfence/ui'
import { Gift, MapPin, Plus, Receipt, RefreshCw, ScanBarcode, ScanLine, Snowflake } from 'lucide-preact'
import { Link, useLocation } from 'wouter-preact'
import { brand } from '../../brand.ts'
import { nowMs } from '../../clock.ts'
import { Failure } from '../../parts/failure.tsx'
import { balanceAge } from '../../shell/balance-age.tsx'
import { artOf, autoTopUp, holder, isReading, recent, refreshWallet, walletFailure } from '../../wallet.ts'
import { ActivityRows } from '../activity/activity-rows.tsx'
import { ruleInShort } from '../auto-top-up/rule-words.ts'
import { GiftCardRow } from './gift-card-row.tsx'
import { greetingAt } from './greeting.ts'
import { StandingNotes } from './standing-notes.tsx'
import './home-screen.css'

const shownCount = 6
const places = [
  { path: '/load', name: 'Load', Icon: Plus },
  { path: '/scan', name: 'Scan', Icon: ScanLine },
  { path: '/gifts/send', name: 'Gift', Icon: Gift },
  { path: '/stores', name: 'Stores', Icon: MapPin },
] as const

export function HomeScreen() {
  const current = holder.value
  const failure = walletFailure.value
  if (!current && failure) {
    return <Failure failure={failure} onRetry={() => void refreshWallet()} />
  }
  return (
    <div class="home">
      <div class="home__main">
        <Greeting />
        <Balance />
        <div class="home__places">
          {places.map(({ path, name, Icon }) => (
            <Link key={path} href={path} class="home__place">
              <Icon size={22} aria-hidden="true" />
              {name}
            </Link>
          ))}
        </div>
        <StandingNotes />
        <GiftCardRow />
      </div>
      <Recent />
    </div>
  )
}

function Greeting() {
  const name = holder.value?.me.firstName
  const greeting = greetingAt(new Date(nowMs()).getHours())
  return <h1 class="home__greeting">{name ? `${greeting}, ${name}` : <Skeleton width="60%" height="30px" />}</h1>
}

function Balance() {
  const [, navigate] = useLocation()
  const account = holder.value?.account
  const rule = autoTopUp.value
  const age = balanceAge()
  const isOn = rule && rule.status !== 'off' && rule.status !== 'needsYou'
  const standing = isOn ? ruleInShort(rule) : account && `Card ending in ${account.card.lastDigits}`
  return (
    <>
      {account?.frozen && <Frozen />}
      <BrandCard
        name={brand.value?.name ?? ''}
        balance={account && { amount: account.balance, currency: account.currency }}
        art={account && artOf(account.card.design)}
        busy={isReading.value}
        stamp={
          account?.frozen && (
            <>
              <Snowflake size={15} aria-hidden="true" />
              Frozen
            </>
          )
        }
        foot={account && (age ?? standing)}
        footIcon={!age && isOn && <RefreshCw aria-hidden="true" />}
      />
      <Button
        variant="primary"
        wide
        class="home__pay"
        icon={<ScanBarcode size={24} />}
        onClick={() => navigate('/pay')}
      >
        Show pay code
      </Button>
    </>
  )
}

function Frozen() {
  const [, navigate] = useLocation()
  return (
    <Banner
      tone="warn"
      title="Your card is frozen"
      action={<Button onClick={() => navigate('/cards')}>Your card</Button>}
    >
      It takes no payments.
    </Banner>
  )
}

function Recent() {
  const entries = recent.value
  return (
    <Card
      class="home__recent"
      title="Recent"
      aside={
        <Link href="/activity" class="home__all">
          All activity
        </Link>
      }
    >
      {!entries && <Skeleton lines={5} />}
      {entries?.length === 0 && (
        <EmptyState title="Nothing yet" icon={<Receipt size={26} />}>
          Load some money, then show your pay code at the till.
        </EmptyState>
      )}
      {entries && <ActivityRows entries={entries.slice(0, shownCount)} label="Recent activity" />}
    </Card>
  )
}
