import '@ringfence/ui/tokens.css'
import '@ringfence/ui/base.css'
import './app.css'
import { configureFormats, unlockSound } from '@ringfence/ui'
import { render } from 'preact'
import { App } from './app.tsx'
import { openAppearance } from './appearance.ts'

configureFormats({ hourCycle: 'h23' })
openAppearance()
for (const gesture of ['pointerdown', 'keydown']) {
  addEventListener(gesture, () => void unlockSound(), { once: true, capture: true })
}
render(<App />, document.getElementById('app')!)
