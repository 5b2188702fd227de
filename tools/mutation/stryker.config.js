/** Mutation tests of the pure code: the kernel and every module's rules. `npm run mutation` runs them. */
export default {
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  vitest: { configFile: 'tools/mutation/vitest.config.ts', related: true },
  mutate: ['server/src/kernel/*.ts', 'server/src/**/{rules,*-rules}.ts', '!**/*.test.ts'],
  ignorePatterns: ['/apps', '/ui', '/e2e', '/bench', '/docs', '.ringfence*', '**/dist', 'tools/mutation/report'],
  // Static code runs once when a module is loaded; mutants of it would each need a fresh process.
  ignoreStatic: true,
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 20_000,
  tempDirName: '.stryker-tmp',
  reporters: ['progress-append-only', 'clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'tools/mutation/report/mutation.json' },
  // Each file has to score for itself: check.ts sees to it.
  thresholds: { high: 95, low: 85, break: null },
}
