/**
 * Checks requests against the parameters that the `stripe` package declares for each endpoint: a name that is not declared, a word that
 * is not listed, a number that is none, or a required parameter that is missing is a problem.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import type { Form } from './form.ts'

/** Method and path → the interface of its parameters, and the file that declares it. */
const endpoints = {
  'POST /v1/customers': ['Customers', 'CustomerCreateParams'],
  'POST /v1/setup_intents': ['SetupIntents', 'SetupIntentCreateParams'],
  'GET /v1/setup_intents/{id}': ['SetupIntents', 'SetupIntentRetrieveParams'],
  'POST /v1/payment_methods/{id}/detach': ['PaymentMethods', 'PaymentMethodDetachParams'],
  'POST /v1/payment_intents': ['PaymentIntents', 'PaymentIntentCreateParams'],
  'GET /v1/payment_intents': ['PaymentIntents', 'PaymentIntentListParams'],
  'GET /v1/payment_intents/{id}': ['PaymentIntents', 'PaymentIntentRetrieveParams'],
  'POST /v1/payment_intents/{id}/cancel': ['PaymentIntents', 'PaymentIntentCancelParams'],
  'POST /v1/refunds': ['Refunds', 'RefundCreateParams'],
  'GET /v1/refunds': ['Refunds', 'RefundListParams'],
  'GET /v1/refunds/{id}': ['Refunds', 'RefundRetrieveParams'],
  'GET /v1/disputes/{id}': ['Disputes', 'DisputeRetrieveParams'],
  'GET /v1/payouts': ['Payouts', 'PayoutListParams'],
  'GET /v1/balance_transactions': ['BalanceTransactions', 'BalanceTransactionListParams'],
} as const
export type Endpoint = keyof typeof endpoints

export function isEndpoint(name: string): name is Endpoint {
  return name in endpoints
}

export interface Shapes {
  /** What is wrong with a request; nothing when it has the published form. */
  problemsOf(endpoint: Endpoint, form: { [name: string]: Form }): string[]
}

/** Reads the package's declarations; takes seconds, so once for a test file. */
export function readShapes(): Shapes {
  const resources = join(dirname(createRequire(import.meta.url).resolve('stripe')), '..', 'esm', 'resources')
  const fileOf = (name: string) => join(resources, `${name}.d.ts`)
  const files = [...new Set(Object.values(endpoints).map(([file]) => fileOf(file)))]
  const options = {
    skipLibCheck: true,
    strict: true,
    types: [],
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
  }
  const program = ts.createProgram(files, options)
  const checker = program.getTypeChecker()
  const typeOf = ([file, name]: readonly [string, string]) => {
    const source = program.getSourceFile(fileOf(file))
    const symbol =
      source && checker.getExportsOfModule(checker.getSymbolAtLocation(source)!).find(one => one.name === name)
    if (!symbol) throw new Error(`the package declares no ${name}`)
    return checker.getDeclaredTypeOfSymbol(symbol)
  }
  return { problemsOf: (endpoint, form) => problemsIn(checker, typeOf(endpoints[endpoint]), form, endpoint) }
}

function problemsIn(checker: ts.TypeChecker, type: ts.Type, form: Form, path: string): string[] {
  const choices = (type.isUnion() ? type.types : [type]).filter(choice => !(choice.flags & ts.TypeFlags.Undefined))
  if (typeof form === 'string') return choices.some(choice => fits(checker, choice, form)) ? [] : [`${path}: ${form}`]
  const objects = choices.filter(choice => choice.flags & ts.TypeFlags.Object)
  const tries = objects.map(choice => problemsInObject(checker, choice, form, path))
  return tries.find(found => found.length === 0) ?? tries[0] ?? [`${path}: an object`]
}

/** Stripe takes words outside its lists, too (`OtherString`); we send only listed ones. */
function fits(checker: ts.TypeChecker, type: ts.Type, text: string): boolean {
  if (type.isStringLiteral()) return type.value === text
  if (type.flags & ts.TypeFlags.BooleanLiteral) return checker.typeToString(type) === text
  if (type.flags & ts.TypeFlags.String) return true
  return Boolean(type.flags & ts.TypeFlags.Number) && /^-?\d+$/.test(text)
}

function problemsInObject(
  checker: ts.TypeChecker,
  type: ts.Type,
  form: { [name: string]: Form },
  path: string,
): string[] {
  const element =
    checker.getIndexTypeOfType(type, ts.IndexKind.Number) ?? checker.getIndexTypeOfType(type, ts.IndexKind.String)
  if (element)
    return Object.entries(form).flatMap(([name, inner]) => problemsIn(checker, element, inner, `${path}[${name}]`))
  const known = new Map(checker.getPropertiesOfType(type).map(property => [property.name, property]))
  const missing = [...known.values()]
    .filter(property => !(property.flags & ts.SymbolFlags.Optional) && form[property.name] === undefined)
    .map(property => `${path}: ${property.name} is missing`)
  const wrong = Object.entries(form).flatMap(([name, inner]) => {
    const property = known.get(name)
    if (!property) return [`${path}: ${name} is not known`]
    return problemsIn(checker, checker.getTypeOfSymbol(property), inner, `${path}.${name}`)
  })
  return [...missing, ...wrong]
}
