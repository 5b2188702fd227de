/**
 * The sign-in pages: whole documents without script or style of their own in them, so that a strict policy can say so.
 * A step is inert until the script has come: a press before that would be lost, or send the form to the address line.
 */
import type { PersonKind } from '../rules.ts'

export interface PageBrand {
  readonly name: string
  readonly theme: { readonly brand: string; readonly accent: string }
}

/** What a sign-in is about, as the page tells it. */
export interface SignInView {
  readonly kind: PersonKind
  /** Somebody is signed in already and proves it again. */
  readonly again: boolean
  readonly byCode: boolean
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, character => `&#${character.charCodeAt(0)};`)
}

function page(brand: PageBrand, title: string, body: string): string {
  const name = escapeHtml(brand.name)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)} · ${name}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/sign-in/page.css">
<script type="module" src="/sign-in/page.js"></script>
</head>
<body>
<main>
<header>
<svg class="ring" viewBox="0 0 44 44" width="44" height="44" fill="none" stroke-width="5" aria-hidden="true"><circle cx="22" cy="22" r="19.5"/></svg>
<p class="brand">${name}</p>
</header>
${body}
<noscript><p class="trouble">This page needs JavaScript: a passkey can't be used without it.</p></noscript>
</main>
</body>
</html>
`
}

const trouble = '<p class="trouble" id="trouble" role="alert" hidden></p>'

export function signInPage(brand: PageBrand, view: SignInView): string {
  const title = view.again ? 'Confirm that it is you' : 'Sign in'
  const lead = view.again
    ? 'This is about money or rights, so we ask once more.'
    : view.kind === 'staff'
      ? 'With the passkey of your work device.'
      : 'Your balance, ready to pay.'
  return page(
    brand,
    title,
    `<section class="card" inert data-step="start" aria-labelledby="start-title">
<h1 id="start-title">${title}</h1>
<p class="dim">${lead}</p>
<button type="button" class="primary" id="passkey">Use a passkey</button>
${view.byCode ? codeForm : ''}
<button type="button" class="quiet" id="cancel">Cancel</button>
</section>
${view.byCode ? codeSteps(brand) : ''}
${trouble}
${view.kind === 'staff' ? '<p class="foot">No passkey yet, or lost it? Ask an administrator for an invitation.</p>' : ''}`,
  )
}

const codeForm = `<div class="or"><span>or</span></div>
<form id="ask" novalidate>
<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="username webauthn" inputmode="email" autocapitalize="none" spellcheck="false" maxlength="254" required>
<button type="submit" class="second">Send me a code</button>
<p class="note">New here? The same way: your wallet is opened with your e-mail address.</p>
</form>`

const codeSteps = (
  brand: PageBrand,
) => `<section class="card" inert data-step="code" aria-labelledby="code-title" hidden>
<h1 id="code-title">Look into your mail</h1>
<p class="dim">A code is on its way to <strong id="asked"></strong>. It works once, for ten minutes.</p>
<form id="redeem" novalidate>
<label for="code">Code</label>
<input id="code" name="code" class="digits" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="9" placeholder="0000 0000" required>
<button type="submit" class="primary">Sign in</button>
</form>
<button type="button" class="quiet" id="back">Another address, or another code</button>
</section>
<section class="card" inert data-step="name" aria-labelledby="name-title" hidden>
<h1 id="name-title">Nice to meet you</h1>
<p class="dim">You are new here. Say what you are called, and your wallet is open.</p>
<form id="join" novalidate>
<label for="first-name">First name</label>
<input id="first-name" name="first-name" type="text" autocomplete="given-name" maxlength="60" required>
<label for="last-name">Last name</label>
<input id="last-name" name="last-name" type="text" autocomplete="family-name" maxlength="60" required>
<button type="submit" class="primary">Open my wallet</button>
</form>
</section>
<section class="card" inert data-step="add" aria-labelledby="add-title" hidden>
<h1 id="add-title">Next time, one touch</h1>
<p class="dim">Add a passkey: your finger, your face or the code of this device signs you in to ${escapeHtml(brand.name)}. Nothing to remember, nothing to steal.</p>
<button type="button" class="primary" id="add">Add a passkey</button>
<button type="button" class="quiet" id="later">Not now</button>
</section>`

/** The token of the invitation stands behind the `#`, where only the browser sees it. */
export function invitationPage(brand: PageBrand): string {
  return page(
    brand,
    'Welcome',
    `<section class="card" inert data-step="invited" aria-labelledby="invited-title">
<h1 id="invited-title">Welcome</h1>
<p class="dim">You were invited to work at ${escapeHtml(brand.name)}. Make a passkey on this device: it is the only way in, and only you have it.</p>
<button type="button" class="primary" id="accept">Make my passkey</button>
</section>
<section class="card" inert data-step="accepted" aria-labelledby="accepted-title" hidden>
<h1 id="accepted-title">That is all</h1>
<p class="dim">Your passkey is made. The invitation is used up.</p>
<a class="primary" href="/console/">Open the console</a>
</section>
${trouble}`,
  )
}

export function overPage(brand: PageBrand): string {
  return page(
    brand,
    'Sign in',
    `<section class="card" aria-labelledby="over-title">
<h1 id="over-title">This sign-in is over</h1>
<p class="dim">It was finished, or it waited too long. Begin again in the app.</p>
<a class="primary" href="/app/">Open the wallet</a>
<a class="second" href="/console/">Open the console</a>
</section>`,
  )
}

/** The brand's colours, for the stylesheet. What is no colour is left out. */
export function brandCss({ theme }: PageBrand): string {
  const isColor = (text: string) => /^#[0-9a-f]{6}$/i.test(text)
  const set = [
    ['--brand', theme.brand],
    ['--accent', theme.accent],
  ].filter(([, value]) => isColor(value!))
  return `:root { ${set.map(([name, value]) => `${name}: ${value};`).join(' ')} }\n`
}
