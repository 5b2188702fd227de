import { CloudAlert, RotateCw } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { Button } from './button.tsx'
import './states.css'

export interface SkeletonProps {
  /** CSS lengths. */
  width?: string | undefined
  height?: string | undefined
  radius?: string | undefined
  /** That many text lines instead of one block. */
  lines?: number | undefined
}

/** The shape of what loads. It stays invisible for the first 300 ms, so that fast answers don't flash. */
export function Skeleton({ width, height, radius, lines }: SkeletonProps) {
  if (lines === undefined)
    return <span class="skeleton" style={{ width, height, borderRadius: radius }} aria-hidden="true" />
  return (
    <span class="skeleton-lines" aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} class="skeleton" style={{ width: line === lines - 1 ? '60%' : width }} />
      ))}
    </span>
  )
}

export interface EmptyStateProps {
  title: ComponentChildren
  icon?: ComponentChildren
  action?: ComponentChildren
  children?: ComponentChildren
}

export function EmptyState({ title, icon, action, children }: EmptyStateProps) {
  return (
    <div class="state">
      {icon && <span class="state__icon">{icon}</span>}
      <p class="state__title">{title}</p>
      {children && <p class="state__text">{children}</p>}
      {action}
    </div>
  )
}

export interface ErrorStateProps {
  /** What happened. */
  title: ComponentChildren
  /** What to do now. */
  children?: ComponentChildren
  onRetry?: (() => void) | undefined
  retryLabel?: string | undefined
  retrying?: boolean | undefined
}

export function ErrorState({ title, children, onRetry, retryLabel = 'Try again', retrying = false }: ErrorStateProps) {
  return (
    <div class="state" role="alert">
      <span class="state__icon state__icon--bad">
        <CloudAlert size={26} aria-hidden="true" />
      </span>
      <p class="state__title">{title}</p>
      {children && <p class="state__text">{children}</p>}
      {onRetry && (
        <Button onClick={onRetry} loading={retrying} icon={<RotateCw size={18} />}>
          {retryLabel}
        </Button>
      )}
    </div>
  )
}
