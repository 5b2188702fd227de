import type { Check } from '../check.ts'
import { billOfMaterials } from './bill-of-materials.ts'
import { dependencies } from './dependencies.ts'
import { fuzz } from './fuzz.ts'
import { openApiRules } from './openapi-rules.ts'
import { secrets } from './secrets.ts'
import { slow } from './slow.ts'
import { sqlmap } from './sqlmap.ts'
import { tests } from './tests.ts'
import { testssl } from './testssl.ts'
import { tls } from './tls.ts'
import { waf } from './waf.ts'

/** From the quick to the slow. */
export const checks: readonly Check[] = [
  dependencies,
  billOfMaterials,
  secrets,
  openApiRules,
  tests,
  waf,
  tls,
  testssl,
  slow,
  sqlmap,
  fuzz,
]
