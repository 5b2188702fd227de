import { Button } from '@ringfence/ui'
import { Camera, Keyboard, QrCode, ScanLine, WifiOff } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import type { Advice } from '../../advice.ts'
import { connection } from '../../live.ts'
import { codeEntry, offlineAdvice, purpose } from '../charge/take-code.ts'
import { mayTakeOffline } from '../offline/take-offline.ts'
import './ready-panel.css'

interface ReadyPanelProps {
  /** Why a code can't be taken yet; undefined when it can. */
  trouble?: Advice | undefined
  /** Shows a code that the customer scans; absent where there is none. */
  onShowCode?: (() => void) | undefined
}

/** Says that the scanner is listening, and offers the other ways to take a code, or to show one. */
export function ReadyPanel({ trouble, onShowCode }: ReadyPanelProps) {
  const isUnseen = connection.value === 'offline' && purpose.value === 'payment' && mayTakeOffline()
  const isOffline = connection.value === 'offline' && !isUnseen
  const isReady = !isOffline && !trouble
  return (
    <div class="ready">
      {isOffline && <Notice name="off" icon={<WifiOff size={40} />} {...offlineAdvice} />}
      {!isOffline && trouble && <Notice name="waiting" icon={<ScanLine size={40} />} {...trouble} />}
      {isReady && (
        <Notice
          name="on"
          icon={<ScanLine size={40} />}
          title={isUnseen ? 'Ready, at your own risk' : 'Ready for the code'}
          detail={isUnseen ? 'The code can’t be checked now' : 'Scan, use the camera, or type it'}
        />
      )}
      <div class="ready__buttons">
        <Button
          size="till"
          class="ready__button"
          aria-label="Type code"
          disabled={!isReady}
          icon={<Keyboard size={22} />}
          onClick={() => {
            codeEntry.value = 'typing'
          }}
        >
          {onShowCode ? 'Type' : 'Type code'}
        </Button>
        {onShowCode && (
          <Button
            size="till"
            class="ready__button"
            aria-label="Show a QR code to scan"
            disabled={!isReady || isUnseen}
            icon={<QrCode size={22} />}
            onClick={onShowCode}
          >
            Show QR
          </Button>
        )}
        <Button
          size="till"
          variant="primary"
          class="ready__button"
          aria-label="Scan with camera"
          disabled={!isReady}
          icon={<Camera size={22} />}
          onClick={() => {
            codeEntry.value = 'camera'
          }}
        >
          Camera
        </Button>
      </div>
    </div>
  )
}

interface NoticeProps extends Advice {
  name: 'on' | 'waiting' | 'off'
  icon: ComponentChildren
}

function Notice({ name, icon, title, detail }: NoticeProps) {
  return (
    <div class={`ready__notice ready__notice--${name}`} role="status">
      <span class="ready__icon" aria-hidden="true">
        {icon}
      </span>
      <span>
        <strong class="ready__title">{title}</strong>
        <span class="ready__detail">{detail}</span>
      </span>
    </div>
  )
}
