import { navigate } from 'wouter-preact/use-browser-location'

/** To the screen before when it was one of this app, else to `fallback`. */
export function goBack(fallback: string): void {
  const isWithin = (history.state as { isWithin?: boolean } | null)?.isWithin === true
  if (isWithin) history.back()
  else navigate(`/app${fallback}`)
}
