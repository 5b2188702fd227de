/** What the sign-in pages do in the browser. It writes text, never markup, and talks to nobody but us. */
const byId = id => document.getElementById(id)
const main = document.querySelector('main')

const sentences = {
  code_invalid: 'That code is not right, or its time is over. Look again, or ask for another one.',
  limit_exceeded: 'That was tried too often. Wait a while, then try again.',
  not_found: 'This sign-in is over. Begin again in the app.',
  forbidden: 'This passkey belongs to somebody who does not work with this app.',
  unauthenticated: 'That passkey is not known here. Try another one.',
  validation_failed: 'Some of it can’t be read. Look again at what you typed.',
  network: 'No connection. Try again when you are online.',
  unsupported: 'This browser knows no passkeys. Use a newer one.',
  dismissed: 'The passkey was not used. Try again when you are ready.',
}
const otherwise = 'Something went wrong on our side. Try again.'

class Trouble extends Error {}

function say(code) {
  const box = byId('trouble')
  box.textContent = code === undefined ? '' : (sentences[code] ?? otherwise)
  box.hidden = code === undefined
}

/** One step is shown at a time; its heading or first field is where the reader goes on. */
function show(step) {
  for (const section of document.querySelectorAll('[data-step]')) section.hidden = section.dataset.step !== step
  document.querySelector(`[data-step="${step}"] :is(input, button, a)`)?.focus()
}

async function post(path, body = {}) {
  const response = await fetch(`/sign-in/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
    redirect: 'error',
  }).catch(() => {
    throw new Trouble('network')
  })
  const answer = await response.json().catch(() => ({}))
  if (!response.ok) throw new Trouble(answer.code ?? 'internal_error')
  return answer
}

/** Goes on, or shows the next step. */
function follow({ next, step }) {
  if (next !== undefined) return location.assign(next)
  if (step !== undefined) show(step)
}

let busy = false

/** One thing at a time; what goes wrong is said. */
function run(work) {
  return async event => {
    event?.preventDefault()
    if (busy) return
    busy = true
    main.setAttribute('aria-busy', 'true')
    say(undefined)
    try {
      await work()
    } catch (error) {
      say(error instanceof Trouble ? error.message : error?.name === 'NotAllowedError' ? 'dismissed' : 'internal_error')
    } finally {
      busy = false
      main.removeAttribute('aria-busy')
    }
  }
}

const bytesOf = text => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), c => c.charCodeAt(0))
const textOf = buffer =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
const named = list => (list ?? []).map(one => ({ ...one, id: bytesOf(one.id) }))

function requirePasskeys() {
  if (!globalThis.PublicKeyCredential) throw new Trouble('unsupported')
}

async function makePasskey(options) {
  requirePasskeys()
  const publicKey = {
    ...options,
    challenge: bytesOf(options.challenge),
    user: { ...options.user, id: bytesOf(options.user.id) },
    excludeCredentials: named(options.excludeCredentials),
  }
  const { rawId, type, response } = await navigator.credentials.create({ publicKey })
  return {
    id: textOf(rawId),
    rawId: textOf(rawId),
    type,
    clientExtensionResults: {},
    response: {
      clientDataJSON: textOf(response.clientDataJSON),
      attestationObject: textOf(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  }
}

async function usePasskey(options) {
  requirePasskeys()
  const publicKey = {
    ...options,
    challenge: bytesOf(options.challenge),
    allowCredentials: named(options.allowCredentials),
  }
  const { rawId, type, response } = await navigator.credentials.get({ publicKey })
  return {
    id: textOf(rawId),
    rawId: textOf(rawId),
    type,
    clientExtensionResults: {},
    response: {
      clientDataJSON: textOf(response.clientDataJSON),
      authenticatorData: textOf(response.authenticatorData),
      signature: textOf(response.signature),
      ...(response.userHandle ? { userHandle: textOf(response.userHandle) } : {}),
    },
  }
}

const on = (id, type, work) => byId(id)?.addEventListener(type, run(work))

on('passkey', 'click', async () => follow(await post('passkey', await usePasskey(await post('passkey/options')))))
on('cancel', 'click', async () => follow(await post('cancel')))
on('ask', 'submit', async () => {
  const email = byId('email')
  if (!email.reportValidity()) return
  await post('code', { email: email.value.trim() })
  byId('asked').textContent = email.value.trim()
  byId('code').value = ''
  show('code')
})
on('redeem', 'submit', async () => follow(await post('code/redeem', { code: byId('code').value })))
on('join', 'submit', async () => {
  const [first, last] = [byId('first-name'), byId('last-name')]
  for (const field of [first, last]) field.value = field.value.trim()
  if (!first.reportValidity() || !last.reportValidity()) return
  follow(await post('name', { firstName: first.value, lastName: last.value }))
})
on('back', 'click', async () => show('start'))
on('add', 'click', async () => follow(await post('new-passkey', await makePasskey(await post('new-passkey/options')))))
on('later', 'click', async () => follow(await post('continue')))
on('accept', 'click', async () => {
  const token = location.hash.slice(1)
  const passkey = await makePasskey(await post('invitation/options', { token }))
  follow(await post('invitation', { token, passkey }))
  history.replaceState(null, '', location.pathname)
})
// Only now does a press do something.
for (const section of document.querySelectorAll('[data-step]')) section.inert = false
