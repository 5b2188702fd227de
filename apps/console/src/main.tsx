import '@ringfence/ui/tokens.css'
import '@ringfence/ui/base.css'
import './app.css'
import { configureFormats } from '@ringfence/ui'
import { render } from 'preact'
import { App } from './app.tsx'

// The texts are English, so the figures are too; where the reader writes English decides how.
configureFormats({ locale: navigator.languages.find(tag => tag.startsWith('en')) ?? 'en', hourCycle: 'h23' })

render(<App />, document.getElementById('root')!)
