import type { Check } from '../check.ts'
import { billOfMaterials } from './bill-of-materials.ts'
import { dependencies } from './dependencies.ts'
import { fuzz } from './fuzz.ts'
import { openApiRules } from './openapi-rules.ts'
import { secrets } from './secrets.ts'
import { tests } from './tests.ts'

/** From the quick to the slow. */
export const checks: readonly Check[] = [dependencies, billOfMaterials, secrets, openApiRules, tests, fuzz]
