/** The house's import rules (docs/ARCHITECTURE.md). `npm run architecture` runs them and proves that they can fail. */
const modules = '^server/src/modules/'
const tiers = {
  1: ['ledger', 'audit', 'identity', 'approvals', 'monitoring', 'firewall'],
  2: ['wallet', 'gift-cards', 'funding'],
}
const line = ['catalogue', 'offers', 'loyalty', 'payments', 'shifts', 'orders']
const listeners = ['finance', 'insights', 'campaigns', 'notifications', 'webhooks']
const of = names => `${modules}(${names.join('|')})/`
const tests = '(\\.test\\.tsx?$|^server/test/|/testing(-program)?\\.ts$)'

const forbid = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: typeof from === 'string' ? { path: from, pathNot: tests } : { pathNot: tests, ...from },
  to: typeof to === 'string' ? { path: to } : to,
})

export default {
  forbidden: [
    forbid('no-cycles', '^(contract|server|ui|apps)/', { circular: true }, 'Imports go one way.'),
    forbid(
      'kernel-imports-nothing',
      '^server/src/kernel/',
      '^(server/src/(?!kernel/)|contract|ui|apps)',
      'The kernel is pure.',
    ),
    forbid(
      'platform-imports-kernel',
      '^server/src/platform/',
      '^(server/src/(?!kernel/|platform/)|ui|apps)',
      'And shapes of the contract.',
    ),
    forbid(
      'modules-not-gateway',
      modules,
      '^server/src/(gateway|cli|demo|app\\.ts|main\\.ts|pages\\.ts)',
      'Modules never see HTTP.',
    ),
    forbid(
      'gateway-not-modules',
      '^server/src/gateway/',
      '^server/src/(modules|cli|demo)/',
      'Only app.ts joins the two.',
    ),
    forbid(
      'across-modules-by-index',
      { path: `${modules}([^/]+)/` },
      { path: `${modules}[^/]+/.+`, pathNot: [`${modules}$1/`, `${modules}[^/]+/(index|events)\\.ts$`] },
      'Another module is what its index.ts shows.',
    ),
    forbid('tier-1', of(tiers[1]), of([...tiers[2], ...line, ...listeners]), 'Tier 1 imports no tier above.'),
    forbid('tier-2', of(tiers[2]), of([...line, ...listeners]), 'Tier 2 imports no tier above.'),
    ...line.map((name, i) =>
      forbid(
        `line-${name}`,
        of([name]),
        of([...line.slice(i + 1), ...listeners]),
        'Tier 3 is a line: each may import those before it.',
      ),
    ),
    forbid(
      'listeners-by-events',
      of(listeners),
      {
        path: `${modules}[^/]+/`,
        pathNot: [`${modules}[^/]+/events\\.ts$`, ...listeners.map(name => `${modules}${name}/`)],
      },
      'Listeners know events, nothing else.',
    ),
    forbid(
      'nobody-imports-listeners',
      { path: modules, pathNot: [of(listeners), tests] },
      of(listeners),
      'Listeners listen.',
    ),
    forbid('contract-alone', '^contract/', '^(server|ui|apps)/', 'The contract imports nothing of ours.'),
    forbid('apps-not-server', '^(apps|ui)/', '^server/', 'Apps talk to the API only.'),
    forbid('apps-apart', '^apps/([^/]+)/', { path: '^apps/', pathNot: '^apps/$1/' }, 'Apps share through ui.'),
    forbid('ui-not-apps', '^ui/', '^apps/', 'The kit knows no app.'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|/node_modules/)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.js'],
    },
  },
}
