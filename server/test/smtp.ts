/** A real SMTP server on this host for tests: keeps what it gets, and can refuse or lose the connection. */
import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

export interface TestSmtp {
  readonly url: string
  /** As a mail program reads them, with the envelope's recipients. */
  readonly received: { readonly recipients: string[]; readonly mail: ParsedMail; readonly raw: string }[]
  /** How the next recipients are answered; undefined: taken. */
  refuseWith: { responseCode: number; message: string } | undefined
  close(): Promise<void>
}

export async function testSmtp(): Promise<TestSmtp> {
  const received: TestSmtp['received'] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: (_address, _session, callback) => {
      if (smtp.refuseWith === undefined) return callback()
      return callback(Object.assign(new Error(smtp.refuseWith.message), smtp.refuseWith))
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = []
      stream.on('data', chunk => chunks.push(chunk))
      stream.on('end', async () => {
        const raw = Buffer.concat(chunks)
        const recipients = session.envelope.rcptTo.map(({ address }) => address)
        received.push({ recipients, mail: await simpleParser(raw), raw: raw.toString('utf8') })
        callback()
      })
    },
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  const smtp: TestSmtp = {
    url: `smtp://127.0.0.1:${port}`,
    received,
    refuseWith: undefined,
    close: () => new Promise(resolve => server.close(() => resolve())),
  }
  return smtp
}
