import { ErrorState, Skeleton, ToastHost } from '@ringfence/ui'
import { useEffect, useState } from 'preact/hooks'
import { Redirect, Route, Router, Switch } from 'wouter-preact'

import { type Advice, adviceFor } from './advice.ts'
import { setBrand } from './brand.ts'
import { resume } from './features/charge/attempt.ts'
import { ProgressScreen } from './features/charge/progress-screen.tsx'
import { SplitSheet } from './features/charge/split-sheet.tsx'
import { takeCode } from './features/charge/take-code.ts'
import { GiftCardsScreen } from './features/gift-cards/gift-cards-screen.tsx'
import { SoldCodeScreen } from './features/gift-cards/sold-code-screen.tsx'
import { LoadScreen } from './features/load/load-screen.tsx'
import { keepForwarding } from './features/offline/forward.ts'
import { KeptScreen } from './features/offline/kept-screen.tsx'
import { OfflineScreen } from './features/offline/offline-screen.tsx'
import { PaymentsScreen } from './features/payments/payments-screen.tsx'
import { CodeEntry } from './features/scan/code-entry.tsx'
import { listenForScans } from './features/scan/listen.ts'
import { ScanToPayScreen } from './features/scan-to-pay/scan-to-pay-screen.tsx'
import { SellScreen } from './features/sell/sell-screen.tsx'
import { ShiftScreen } from './features/shift/shift-screen.tsx'
import { StartScreen } from './features/start/start-screen.tsx'
import { followLive } from './live.ts'
import { lastStation, publicApi, type Started, type Station, startWork, work } from './session.ts'
import { goOnWorking } from './sign-in.ts'

type Opening = { state: 'opening' } | { state: 'open'; trouble?: Advice } | ({ state: 'failed' } & Advice)

export function App() {
  const [opening, setOpening] = useState<Opening>({ state: 'opening' })
  const open = () => {
    setOpening({ state: 'opening' })
    void openTill().then(setOpening)
  }
  useEffect(open, [])
  const isAtWork = work.value !== undefined
  useEffect(() => {
    if (isAtWork) setOpening({ state: 'open' })
  }, [isAtWork])
  return (
    <Router base="/till">
      {opening.state === 'opening' && <OpeningScreen />}
      {opening.state === 'failed' && (
        <main class="opening">
          <ErrorState title={opening.title} onRetry={open}>
            {opening.detail}
          </ErrorState>
        </main>
      )}
      {opening.state === 'open' && (work.value ? <WorkScreens /> : <StartScreen trouble={opening.trouble} />)}
      <ToastHost />
    </Router>
  )
}

/** The brand first; then straight to work when somebody is signed in or, in the sandbox, the address or the last hour says who works where. */
async function openTill(): Promise<Opening> {
  const answer = await publicApi.getBrand({})
  if (!answer.ok) return { state: 'failed', ...adviceFor(answer.code, answer.problem) }
  setBrand(answer.data)
  if (!answer.data.sandbox) {
    const started = await goOnWorking()
    return started === undefined || started.ok ? { state: 'open' } : { state: 'open', trouble: started }
  }
  const station = stationInAddress() ?? lastStation()
  if (!station?.personId) return { state: 'open' }
  const started: Started = await startWork(station.terminalId, station.personId)
  return started.ok ? { state: 'open' } : { state: 'open', trouble: started }
}

/** `?till=<terminalId>&as=<personId>`: used once, then gone from the address. */
function stationInAddress(): Station | undefined {
  const query = new URLSearchParams(location.search)
  const [terminalId, personId] = [query.get('till'), query.get('as')]
  if (terminalId === null || personId === null) return undefined
  history.replaceState(null, '', location.pathname)
  return { terminalId, personId }
}

function OpeningScreen() {
  return (
    <main class="opening" aria-busy="true" aria-label="Opening the till">
      <Skeleton height="64px" radius="16px" />
      <Skeleton lines={4} />
    </main>
  )
}

function WorkScreens() {
  useEffect(followLive, [])
  useEffect(() => listenForScans(takeCode), [])
  useEffect(() => void resume(), [])
  useEffect(keepForwarding, [])
  return (
    <>
      <Switch>
        <Route path="/" component={SellScreen} />
        <Route path="/load" component={LoadScreen} />
        <Route path="/payments/:id?" component={PaymentsScreen} />
        <Route path="/gift-cards/:part?" component={GiftCardsScreen} />
        <Route path="/shift" component={ShiftScreen} />
        <Route path="/offline" component={OfflineScreen} />
        <Route>
          <Redirect to="/" />
        </Route>
      </Switch>
      <SplitSheet />
      <CodeEntry />
      <ScanToPayScreen />
      <ProgressScreen />
      <SoldCodeScreen />
      <KeptScreen />
    </>
  )
}
