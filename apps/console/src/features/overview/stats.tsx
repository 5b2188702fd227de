import type { Overview } from '@ringfence/contract'
import { formatCount, formatMoney, formatTime, Stat } from '@ringfence/ui'
import { useLocation } from 'wouter-preact'
import { proof } from '../../data/proof.ts'
import { maySee } from '../../roles.ts'
import { person } from '../../session.ts'
import { deltaOf, weekdayOf } from './change.ts'
import './stats.css'

interface StatsProps {
  overview: Overview | undefined
  storeId: string | undefined
}

/** Larger amounts are told without their fraction. */
const wholeFromMinor = 100_000

/** The five figures of the day; each leads to what it is made of where there is such a page. */
export function Stats({ overview, storeId }: StatsProps) {
  const [, navigate] = useLocation()
  const { role } = person.value!
  if (!overview) return <StatsSkeleton />
  const { sales, loads, float, activeCustomers, feesSaved, currency } = overview
  const before = `last ${weekdayOf(overview.date)}`
  const money = (amount: number) =>
    formatMoney({ amount, currency }, { fraction: Math.abs(amount) < wholeFromMinor ? 'full' : 'whole' })
  const inBooks = (path: string) => (maySee(role, 'ledger') ? () => navigate(`/ledger${path}`) : undefined)
  const payments = storeId === undefined ? '/payments' : `/payments?store=${storeId}`
  return (
    <section class="stats" aria-label="Figures of the day">
      <Stat
        label="Sales"
        value={money(sales.amount)}
        delta={deltaOf(sales.change, before)}
        note={plural(sales.count, 'payment')}
        onClick={maySee(role, 'payments') ? () => navigate(payments) : undefined}
      />
      <Stat
        label="Loads"
        value={money(loads.amount)}
        delta={deltaOf(loads.change, before)}
        note={plural(loads.count, 'load')}
        onClick={inBooks('/transfers')}
      />
      <Stat
        label="Float"
        value={money(float.amount)}
        note={<FloatNote accounts={float.accounts} ofAll={storeId !== undefined} />}
        onClick={inBooks('')}
      />
      <Stat
        label="Active customers"
        value={formatCount(activeCustomers.count)}
        delta={deltaOf(activeCustomers.change, 'a week ago')}
        note={storeId === undefined ? 'paid within 30 days' : 'paid within 30 days, all stores'}
        onClick={maySee(role, 'customers') ? () => navigate('/customers') : undefined}
      />
      <Stat
        label="Card fees saved this month"
        value={money(feesSaved.amount)}
        note={<FeesNote fees={feesSaved} />}
        onClick={maySee(role, 'feesSaved') ? () => navigate('/fees-saved') : undefined}
      />
    </section>
  )
}

function FloatNote({ accounts, ofAll }: { accounts: number; ofAll: boolean }) {
  const proved = proof.value
  const holders = `${plural(accounts, 'account')}${ofAll ? ', all stores' : ''}`
  if (proved === undefined) return <>{holders}</>
  if (!proved.ok) return <span class="stats__bad">the proof failed at {formatTime(proved.checkedAt)}</span>
  return (
    <>
      {holders} · proved {formatTime(proved.checkedAt)} · chain intact
    </>
  )
}

function FeesNote({ fees }: { fees: Overview['feesSaved'] }) {
  const perLoad = fees.purchasesPerLoad
  return (
    <span title={fees.assumption}>
      {perLoad !== null && `${tenths.format(perLoad)} purchases a load · `}
      {fees.assumption}
    </span>
  )
}

const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })

function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

function StatsSkeleton() {
  const labels = ['Sales', 'Loads', 'Float', 'Active customers', 'Card fees saved this month']
  return (
    <section class="stats" aria-label="Figures of the day" aria-busy="true">
      {labels.map(label => (
        <Stat key={label} label={label} note="&nbsp;" />
      ))}
    </section>
  )
}
