/** Stripe's script, from Stripe's own origin as its terms ask, loaded only when the server names that provider. */

interface StripeFault {
  readonly message?: string
}
interface CardElement {
  mount(place: HTMLElement): void
  destroy(): void
  on(event: 'ready', listener: () => void): void
}
interface Elements {
  create(type: 'payment', options?: object): CardElement
}
export interface Stripe {
  elements(options: { clientSecret: string; appearance?: object }): Elements
  confirmSetup(options: { elements: Elements; redirect: 'if_required' }): Promise<{ error?: StripeFault }>
  handleNextAction(options: { clientSecret: string }): Promise<{ error?: StripeFault }>
}
export type { CardElement, Elements }

const scriptUrl = 'https://js.stripe.com/v3/'
let loading: Promise<(key: string) => Stripe> | undefined

/** Fails when the script can't be loaded; the next call tries again. */
export async function openStripe(publishableKey: string): Promise<Stripe> {
  loading ??= loadScript()
  try {
    const create = await loading
    return create(publishableKey)
  } catch (fault) {
    loading = undefined
    throw fault
  }
}

function loadScript(): Promise<(key: string) => Stripe> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = scriptUrl
    script.onload = () => {
      const { Stripe } = globalThis as { Stripe?: (key: string) => Stripe }
      if (Stripe) resolve(Stripe)
      else reject(new Error('Stripe’s script did not start'))
    }
    script.onerror = () => {
      script.remove()
      reject(new Error('Stripe’s script did not load'))
    }
    document.head.append(script)
  })
}
