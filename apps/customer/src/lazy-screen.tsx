/** Screens that are loaded when they are first opened, so that the app itself opens fast. */
import { ErrorState, Skeleton } from '@ringfence/ui'
import type { ComponentType, VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'

export function lazyScreen<Props extends object>(load: () => Promise<ComponentType<Props>>): (props: Props) => VNode {
  let Loaded: ComponentType<Props> | undefined
  return function Lazy(props: Props) {
    const [state, setState] = useState<'loading' | 'ready' | 'failed'>(Loaded ? 'ready' : 'loading')
    useEffect(() => {
      if (state !== 'loading') return
      load().then(
        screen => {
          Loaded = screen
          setState('ready')
        },
        () => setState('failed'),
      )
    }, [state])
    if (state === 'ready' && Loaded) return <Loaded {...props} />
    if (state === 'failed') {
      return (
        <ErrorState title="This part did not load." onRetry={() => setState('loading')}>
          Check your connection and try again.
        </ErrorState>
      )
    }
    return <Skeleton lines={8} />
  }
}
