import { useSearchParams } from 'wouter-preact'

const parameter = 'payment'

/** The payment whose panel is open stands in the address, so that any page can open it and a link can be shared. */
export function usePaymentInAddress(): string | undefined {
  const [query] = useSearchParams()
  return query.get(parameter) ?? undefined
}

/** Opens a payment's panel over the current page; `undefined` closes it. */
export function useOpenPayment(): (id: string | undefined) => void {
  const [, setQuery] = useSearchParams()
  return id =>
    setQuery(
      old => {
        const next = new URLSearchParams(old)
        if (id === undefined) next.delete(parameter)
        else next.set(parameter, id)
        return next
      },
      { replace: id === undefined },
    )
}
