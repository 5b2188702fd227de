/** Secrets come from the environment or from files: `X` holds the secret, `X_FILE` names a file that does. */
import { readFileSync } from 'node:fs'

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The secret called `name`; undefined when it is given in neither way. White space around a file's text is no part of it.
 * @throws Error when both are given, or the file can't be read; never tells what is in it
 */
export function readSecret(environment: Environment, name: string): string | undefined {
  const file = environment[`${name}_FILE`]
  if (file === undefined || file === '') return environment[name]
  if (environment[name] !== undefined) throw new Error(`give ${name} or ${name}_FILE, not both`)
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new Error(`${name}_FILE can't be read (${(error as NodeJS.ErrnoException).code})`)
  }
}
