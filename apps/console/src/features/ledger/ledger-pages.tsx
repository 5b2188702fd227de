import { Tabs } from '@ringfence/ui'
import type { ComponentChildren } from 'preact'
import { Redirect, Route, Switch, useLocation } from 'wouter-preact'
import { Page } from '../../parts/page.tsx'
import { AccountPage } from './account-page.tsx'
import './ledger.css'
import { ProofPage } from './proof-page.tsx'
import { TransfersCard } from './transfers-card.tsx'
import { TrialBalancePage } from './trial-balance-page.tsx'

const tabs = [
  { id: '/ledger', label: 'Trial balance' },
  { id: '/ledger/transfers', label: 'Transfers' },
  { id: '/ledger/proof', label: 'Proof' },
]

/** The books; loaded only for those who keep them. */
export default function LedgerPages() {
  return (
    <Switch>
      <Route path="/ledger">
        <Tabbed>
          <TrialBalancePage />
        </Tabbed>
      </Route>
      <Route path="/ledger/transfers">
        <Tabbed>
          <TransfersCard />
        </Tabbed>
      </Route>
      <Route path="/ledger/proof">
        <Tabbed>
          <ProofPage />
        </Tabbed>
      </Route>
      <Route path="/ledger/accounts/:id">{({ id }) => <AccountPage key={id} id={id} />}</Route>
      <Route>
        <Redirect to="/ledger" replace />
      </Route>
    </Switch>
  )
}

function Tabbed({ children }: { children: ComponentChildren }) {
  const [path, navigate] = useLocation()
  return (
    <Page title="Ledger">
      <Tabs
        label="Ledger"
        variant="line"
        size="dense"
        items={tabs}
        value={path}
        onChange={next => navigate(next)}
        panelId="ledger-panel"
      />
      <div id="ledger-panel" role="tabpanel" aria-label={tabs.find(tab => tab.id === path)?.label} class="ledger-panel">
        {children}
      </div>
    </Page>
  )
}
