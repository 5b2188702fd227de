import { defineConfig } from 'vitest/config'

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['{contract,server,ui,apps,e2e,bench,tools}/**/*.test.{ts,tsx}'],
    globalSetup: ['server/test/postgres.ts'],
    setupFiles: ['e2e/src/tell-pages.ts'],
    testTimeout: 240_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
})
