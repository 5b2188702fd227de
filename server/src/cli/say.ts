/** What a command says: for people on standard error, so that standard output stays clean for what another program reads. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

export function sayJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}
