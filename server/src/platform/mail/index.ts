/** Messages by e-mail: a closed list of templates, a durable queue, a worker. */
export { MailRefused } from './blocks.ts'
export type { MoneySlot } from './formats.ts'
export { type MailState, mailStates, queueMail, withdrawMails } from './queue.ts'
export { type MailRoom, sendMails } from './send-mails.ts'
export { startMail } from './start.ts'
export type { MailSlots } from './templates.ts'
export { type KeptMail, keptMails, type MailTransport, sandboxTransport, smtpTransport } from './transport.ts'
