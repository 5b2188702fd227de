/** Authenticators as phones and security keys are, of Chromium's making: each always recognises its person. */
import type { CDPSession, Page } from 'playwright-core'

export interface Authenticator {
  /** Takes along the passkeys that another one holds, as a security key does that is carried from one device to the next. */
  copyFrom(other: Authenticator): Promise<void>
  credentials(): Promise<Credential[]>
}

type Credential = Awaited<ReturnType<typeof readCredentials>>[number]

export async function addAuthenticator(page: Page): Promise<Authenticator> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    credentials: () => readCredentials(devtools, authenticatorId),
    copyFrom: async other => {
      for (const { credentialId } of await readCredentials(devtools, authenticatorId)) {
        await devtools.send('WebAuthn.removeCredential', { authenticatorId, credentialId })
      }
      for (const credential of await other.credentials()) {
        await devtools.send('WebAuthn.addCredential', { authenticatorId, credential })
      }
    },
  }
}

async function readCredentials(devtools: CDPSession, authenticatorId: string) {
  return (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials
}
