import { Banner, online } from '@ringfence/ui'
import { lazy, Suspense } from 'preact/compat'
import { useEffect } from 'preact/hooks'
import { Redirect, Route, Switch } from 'wouter-preact'
import { loadStores } from '../data/stores.ts'
import { BulkLoadPage } from '../features/bulk-loads/bulk-load-page.tsx'
import { BulkLoadsPage } from '../features/bulk-loads/bulk-loads-page.tsx'
import { NewBulkLoadPage } from '../features/bulk-loads/new-bulk-load-page.tsx'
import { CardBatchesPage } from '../features/card-batches/card-batches-page.tsx'
import { CustomerPage } from '../features/customers/customer-page.tsx'
import { CustomersPage } from '../features/customers/customers-page.tsx'
import { DisputesPage } from '../features/disputes/disputes-page.tsx'
import { FeesSavedPage } from '../features/fees-saved/fees-saved-page.tsx'
import { GiftCardsPage } from '../features/gift-cards/gift-cards-page.tsx'
import { LateDeclinesPage } from '../features/late-declines/late-declines-page.tsx'
import { OverviewPage } from '../features/overview/overview-page.tsx'
import { PaymentCodesPage } from '../features/payment-codes/payment-codes-page.tsx'
import { PaymentPanel } from '../features/payments/payment-panel.tsx'
import { PaymentsPage } from '../features/payments/payments-page.tsx'
import { PayoutPage } from '../features/payouts/payout-page.tsx'
import { PayoutsPage } from '../features/payouts/payouts-page.tsx'
import { ShiftPage } from '../features/shifts/shift-page.tsx'
import { ShiftsPage } from '../features/shifts/shifts-page.tsx'
import { StoresPage } from '../features/stores/stores-page.tsx'
import { startLive } from '../live.ts'
import { mayCall, maySee, type PageId } from '../roles.ts'
import { person } from '../session.ts'
import { EmergencyBanner } from './emergency-banner.tsx'
import { NavigationBar, Sidebar } from './navigation.tsx'
import '../parts/print.css'
import './shell.css'
import { useSearchKey } from './search-key.ts'

const AuditPage = lazy(() => import('../features/audit/audit-page.tsx').then(page => page.AuditPage))
const ApiUsePage = lazy(() => import('../features/api-use/api-use-page.tsx').then(page => page.ApiUsePage))
const ApprovalsPage = lazy(() => import('../features/approvals/approvals-page.tsx').then(page => page.ApprovalsPage))
const ClientsPage = lazy(() => import('../features/clients/clients-page.tsx').then(page => page.ClientsPage))
const FirewallPage = lazy(() => import('../features/firewall/firewall-page.tsx').then(page => page.FirewallPage))
const StaffPage = lazy(() => import('../features/staff/staff-page.tsx').then(page => page.StaffPage))
const TerminalsPage = lazy(() => import('../features/terminals/terminals-page.tsx').then(page => page.TerminalsPage))
const WebhooksPage = lazy(() => import('../features/webhooks/webhooks-page.tsx').then(page => page.WebhooksPage))
const LedgerPages = lazy(() => import('../features/ledger/ledger-pages.tsx'))

/** Everything behind the sign-in: navigation, pages, live stream. */
export function Shell() {
  const { id, role } = person.value!
  useEffect(() => {
    void loadStores()
    return startLive()
  }, [id])
  useSearchKey()
  const may = (page: PageId) => maySee(role, page)
  return (
    <div class="shell">
      <a class="shell__skip" href="#content">
        Skip to the content
      </a>
      <Sidebar />
      <NavigationBar />
      <main id="content" class="shell__main" tabIndex={-1}>
        {!online.value && (
          <Banner tone="offline" title="No connection">
            What you see is from before. It follows again as soon as the network is back.
          </Banner>
        )}
        <EmergencyBanner />
        <Suspense fallback={null}>
          <Switch>
            {may('overview') && <Route path="/" component={OverviewPage} />}
            {may('approvals') && <Route path="/approvals" component={ApprovalsPage} />}
            {may('payments') && <Route path="/payments" component={PaymentsPage} />}
            {may('customers') && <Route path="/customers" component={CustomersPage} />}
            {may('customers') && <Route path="/customers/:id">{({ id }) => <CustomerPage key={id} id={id} />}</Route>}
            {may('bulkLoads') && <Route path="/bulk-loads" component={BulkLoadsPage} />}
            {may('bulkLoads') && mayCall(role, 'createBulkLoad') && (
              <Route path="/bulk-loads/new" component={NewBulkLoadPage} />
            )}
            {may('bulkLoads') && <Route path="/bulk-loads/:id">{({ id }) => <BulkLoadPage key={id} id={id} />}</Route>}
            {may('giftCards') && <Route path="/gift-cards" component={GiftCardsPage} />}
            {may('cardBatches') && <Route path="/card-batches" component={CardBatchesPage} />}
            {may('shifts') && <Route path="/shifts" component={ShiftsPage} />}
            {may('shifts') && <Route path="/shifts/:id">{({ id }) => <ShiftPage key={id} id={id} />}</Route>}
            {may('lateDeclines') && <Route path="/late-declines" component={LateDeclinesPage} />}
            {may('paymentCodes') && <Route path="/payment-codes" component={PaymentCodesPage} />}
            {may('disputes') && <Route path="/disputes" component={DisputesPage} />}
            {may('payouts') && <Route path="/payouts" component={PayoutsPage} />}
            {may('payouts') && <Route path="/payouts/:id">{({ id }) => <PayoutPage key={id} id={id} />}</Route>}
            {may('feesSaved') && <Route path="/fees-saved" component={FeesSavedPage} />}
            {may('stores') && <Route path="/stores" component={StoresPage} />}
            {may('audit') && <Route path="/audit" component={AuditPage} />}
            {may('apiUse') && <Route path="/api-use" component={ApiUsePage} />}
            {may('firewall') && <Route path="/firewall" component={FirewallPage} />}
            {may('staff') && <Route path="/staff" component={StaffPage} />}
            {may('terminals') && <Route path="/terminals" component={TerminalsPage} />}
            {may('clients') && <Route path="/clients" component={ClientsPage} />}
            {may('webhooks') && <Route path="/webhooks" component={WebhooksPage} />}
            {may('ledger') && <Route path="/ledger/*?" component={LedgerPages} />}
            <Route>
              <Redirect to="/" replace />
            </Route>
          </Switch>
        </Suspense>
      </main>
      {may('payments') && <PaymentPanel />}
    </div>
  )
}
