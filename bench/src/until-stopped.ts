/** Runs work and cleans up after it, also when it fails or is interrupted. */
export async function untilStopped<T>(cleanUp: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  const interrupt = (): void => {
    cleanUp().finally(() => process.exit(130))
  }
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    return await work()
  } finally {
    await cleanUp()
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}
