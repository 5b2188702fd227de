import { ErrorState, Skeleton, ToastHost } from '@ringfence/ui'
import { useEffect, useState } from 'preact/hooks'
import { Redirect, Route, Router, Switch } from 'wouter-preact'
import type { Advice } from './advice.ts'
import { HomeScreen } from './features/home/home-screen.tsx'
import { preloadSymbols } from './features/pay/load-symbols.ts'
import { PayScreen } from './features/pay/pay-screen.tsx'
import { SignInScreen } from './features/sign-in/sign-in-screen.tsx'
import { followLive } from './live.ts'
import * as screens from './screens.ts'
import { personId } from './session.ts'
import { Frame } from './shell/frame.tsx'
import { type Opened, openApp } from './start.ts'

export function App() {
  const [opened, setOpened] = useState<Opened>()
  const open = () => {
    setOpened(undefined)
    void openApp().then(setOpened)
  }
  useEffect(open, [])
  return (
    <Router base="/app">
      {!opened && <Opening />}
      {opened?.state === 'failed' && <CannotOpen advice={opened.advice} onRetry={open} />}
      {opened?.state === 'open' && (personId.value ? <Screens /> : <SignInScreen trouble={opened.trouble} />)}
      <ToastHost />
    </Router>
  )
}

function CannotOpen({ advice, onRetry }: { advice: Advice; onRetry: () => void }) {
  return (
    <main class="opening">
      <ErrorState title={advice.title} onRetry={onRetry}>
        {advice.detail}
      </ErrorState>
    </main>
  )
}

function Opening() {
  return (
    <main class="opening" aria-busy="true" aria-label="Opening">
      <Skeleton height="200px" radius="24px" />
      <Skeleton lines={4} />
    </main>
  )
}

function Screens() {
  useEffect(followLive, [])
  useEffect(preloadSymbols, [])
  return (
    <Switch>
      <Route path="/pay" component={PayScreen} />
      <Route path="/claim" component={screens.ClaimScreen} />
      <Route path="/scan" component={screens.ScanScreen} />
      <Route>
        <Frame>
          <Switch>
            <Route path="/" component={HomeScreen} />
            <Route path="/load" component={screens.LoadScreen} />
            <Route path="/load/cards" component={screens.MethodsScreen} />
            <Route path="/load/auto" component={screens.AutoTopUpScreen} />
            <Route path="/cards" component={screens.CardsScreen} />
            <Route path="/cards/add" component={screens.AddCardScreen} />
            <Route path="/cards/move" component={screens.ConsolidateScreen} />
            <Route path="/cards/:id">{({ id }) => <screens.GiftCardScreen key={id} id={id} />}</Route>
            <Route path="/gifts" component={screens.GiftsScreen} />
            <Route path="/gifts/send" component={screens.SendGiftScreen} />
            <Route path="/gifts/:id">{({ id }) => <screens.GiftScreen key={id} id={id} />}</Route>
            <Route path="/activity" component={screens.ActivityScreen} />
            <Route path="/payments/:id">{({ id }) => <screens.ReceiptScreen key={id} id={id} />}</Route>
            <Route path="/stores" component={screens.StoresScreen} />
            <Route path="/you" component={screens.YouScreen} />
            <Route>
              <Redirect to="/" />
            </Route>
          </Switch>
        </Frame>
      </Route>
    </Switch>
  )
}
