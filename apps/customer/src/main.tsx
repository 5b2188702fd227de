import '@ringfence/ui/tokens.css'
import '@ringfence/ui/base.css'
import './app.css'
import { configureFormats, unlockSound } from '@ringfence/ui'
import { render } from 'preact'
import { App } from './app.tsx'
import { openAppearance } from './appearance.ts'
import { registerServiceWorker } from './service-worker.ts'

configureFormats({ hourCycle: 'h23' })
openAppearance()
// A part that a newer version has replaced: the page is as old, so it starts anew with the newer one.
addEventListener('vite:preloadError', () => location.reload())
for (const gesture of ['pointerdown', 'keydown']) {
  addEventListener(gesture, () => void unlockSound(), { once: true, capture: true })
}
registerServiceWorker()
render(<App />, document.getElementById('app')!)
