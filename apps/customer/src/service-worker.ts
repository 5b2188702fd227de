/** Registers the service worker. Under Trusted Types only this policy makes an address a script's, and only this one address. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string }
}

const workerUrl = '/app/sw.js'

function trusted(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  const policy = trustedTypes?.createPolicy('service-worker', {
    createScriptURL: wanted => {
      if (wanted !== workerUrl) throw new TypeError('not our service worker')
      return wanted
    },
  })
  return policy?.createScriptURL(url) ?? url
}

/** After the page is there, so that it does not compete for the network. */
export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator)) return
  const { serviceWorker } = navigator
  // Without it (as under `vite dev`, which has none) the app works, only not offline.
  addEventListener('load', () => void serviceWorker.register(trusted(workerUrl), { scope: '/app/' }).catch(() => {}))
}
