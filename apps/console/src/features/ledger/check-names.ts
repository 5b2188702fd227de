/** What each check is called; a check that is not known here keeps its own name. */
export const checkNames: Record<string, string> = {
  chain: 'Hash chain',
  balances: 'Balances',
  conservation: 'Conservation',
  accounts: 'Known accounts',
  reversals: 'Reversals',
}
