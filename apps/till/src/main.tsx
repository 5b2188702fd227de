import '@ringfence/ui/tokens.css'
import '@ringfence/ui/base.css'
import './till.css'
import { configureFormats, unlockSound } from '@ringfence/ui'
import { render } from 'preact'
import { App } from './app.tsx'

configureFormats({ hourCycle: 'h23' })
for (const gesture of ['pointerdown', 'keydown']) {
  addEventListener(gesture, () => void unlockSound(), { once: true, capture: true })
}
render(<App />, document.getElementById('app')!)
