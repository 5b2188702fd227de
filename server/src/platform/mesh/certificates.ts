/**
 * Certificates of the mesh: a process's role is a SPIFFE id in its certificate (and its CN, which side-cars can read), good for a day,
 * from an authority that serves this mesh alone.
 */
import 'reflect-metadata' // x509 looks for it as it loads
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import type { MeshRole } from './policy.ts'

export const certificateLifeMs = 24 * 3_600_000
const authorityLifeMs = 10 * 365 * 24 * 3_600_000
/** For clocks of other machines that are behind. */
const backdatedMs = 5 * 60_000

const keyKind = { name: 'ECDSA', namedCurve: 'P-256' }
const signing = { name: 'ECDSA', hash: 'SHA-256' }
x509.cryptoProvider.set(webcrypto as Crypto)

/** The authority, as PEM. Whoever has the key can be any process. */
export interface MeshAuthority {
  readonly certificate: string
  readonly key: string
}

export function spiffeId(trustDomain: string, role: MeshRole): string {
  return `spiffe://${trustDomain}/svc/${role}`
}

export async function createMeshAuthority(trustDomain: string, nowMs: number): Promise<MeshAuthority> {
  const keys = await newKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=Mesh of ${trustDomain}`,
    keys,
    signingAlgorithm: signing,
    ...validFor(authorityLifeMs, nowMs),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificate: pemOf(certificate), key: await keyPemOf(keys) }
}

export interface Wanted {
  readonly role: MeshRole
  readonly trustDomain: string
  readonly nowMs: number
  /** Milliseconds; a day unless given. */
  readonly lifeMs?: number
}

/** Certificate and private key in one PEM, as side-cars want it: the two can't be seen apart while a file is exchanged. */
export async function issueMeshCertificate(authority: MeshAuthority, wanted: Wanted): Promise<string> {
  const { role, trustDomain, nowMs, lifeMs = certificateLifeMs } = wanted
  const issuer = new x509.X509Certificate(authority.certificate)
  const keys = await newKeys()
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${role}`,
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    signingAlgorithm: signing,
    ...validFor(lifeMs, nowMs),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
      new x509.SubjectAlternativeNameExtension([{ type: 'url', value: spiffeId(trustDomain, role) }]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return `${pemOf(certificate)}${await keyPemOf(keys)}`
}

function validFor(lifeMs: number, nowMs: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(nowMs - backdatedMs), notAfter: new Date(nowMs + lifeMs) }
}

async function newKeys(): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(keyKind, true, ['sign', 'verify']) as Promise<CryptoKeyPair>
}

async function keyPemOf({ privateKey }: CryptoKeyPair): Promise<string> {
  const der = await webcrypto.subtle.exportKey('pkcs8', privateKey)
  return `${x509.PemConverter.encode(der, 'PRIVATE KEY')}\n`
}

async function importKey(pem: string): Promise<CryptoKey> {
  const der = x509.PemConverter.decodeFirst(pem)
  return (await webcrypto.subtle.importKey('pkcs8', der, keyKind, false, ['sign'])) as CryptoKey
}

function pemOf(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`
}
