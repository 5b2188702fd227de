/** The drawing of codes is loaded after the first screen, so that it opens fast, but before a network may be gone. */
export const loadSymbols = () => import('./symbols.ts')

export function preloadSymbols(): void {
  const load = () => void loadSymbols()
  if ('requestIdleCallback' in globalThis) requestIdleCallback(load)
  else setTimeout(load, 1_000)
}
