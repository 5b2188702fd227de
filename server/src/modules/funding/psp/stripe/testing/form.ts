/** Reads requests in Stripe's form encoding: `metadata[load]=x&expand[0]=y` into objects and lists of texts. */
export type Form = string | { [name: string]: Form }

export function readForm(text: string): { [name: string]: Form } {
  const form: { [name: string]: Form } = {}
  for (const [path, value] of new URLSearchParams(text))
    put(
      form,
      path.split(/\[|\]\[|\]/).filter((part, i) => i === 0 || part !== ''),
      value,
    )
  return form
}

function put(into: { [name: string]: Form }, path: string[], value: string): void {
  const [name, ...rest] = path as [string, ...string[]]
  if (rest.length === 0) {
    into[name] = value
    return
  }
  const inner = into[name]
  const next = typeof inner === 'object' ? inner : {}
  into[name] = next
  put(next, rest, value)
}

export function textAt(form: { [name: string]: Form }, ...path: string[]): string | undefined {
  let here: Form | undefined = form
  for (const name of path) here = typeof here === 'object' ? here[name] : undefined
  return typeof here === 'string' ? here : undefined
}

export function listAt(form: { [name: string]: Form }, name: string): string[] {
  const list = form[name]
  return typeof list === 'object' ? Object.values(list).filter(item => typeof item === 'string') : []
}
