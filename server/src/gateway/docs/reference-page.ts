/** The API reference as one page of plain HTML, made of the OpenAPI document: no script, nothing from elsewhere. */
import type { OpenApiDocument } from '../openapi.ts'

interface Described {
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly tags: readonly string[]
  readonly 'x-roles'?: readonly string[]
  readonly parameters?: readonly { name: string; in: string; required: boolean; schema: unknown }[]
  readonly requestBody?: { content: { 'application/json': { schema: unknown } } }
  readonly responses: Readonly<Record<string, unknown>>
}

interface Place extends Described {
  readonly method: string
  readonly path: string
}

export function referencePage(document: OpenApiDocument): string {
  const places = placesOf(document)
  const tags = [...new Set(places.map(({ tags: [tag = ''] }) => tag))]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API reference</title>
<link rel="stylesheet" href="/docs/api.css">
</head>
<body>
<nav aria-label="Capabilities"><ul>${tags.map(tag => `<li><a href="#${text(tag)}">${text(tag)}</a></li>`).join('')}</ul></nav>
<main>
<h1>API reference</h1>
<p>The same as <code>GET /v1/openapi.json</code>, to read.</p>
${tags.map(tag => section(tag, places)).join('\n')}
</main>
</body>
</html>
`
}

function placesOf({ paths }: OpenApiDocument): Place[] {
  return Object.entries(paths as Record<string, Record<string, Described>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ ...described, method: method.toUpperCase(), path })),
  )
}

function section(tag: string, places: readonly Place[]): string {
  const own = places.filter(({ tags: [first] }) => first === tag)
  return `<section id="${text(tag)}"><h2>${text(tag)}</h2>\n${own.map(article).join('\n')}\n</section>`
}

function article(place: Place): string {
  const { operationId, method, path, summary, description, parameters = [], requestBody, responses } = place
  const named = parameters.map(
    ({ name, in: where, required, schema }) =>
      `<tr><th scope="row"><code>${text(name)}</code></th><td>${text(where)}${required ? ', required' : ''}</td><td>${shape(schema)}</td></tr>`,
  )
  const body = requestBody?.content['application/json'].schema
  return `<article id="${text(operationId)}">
<h3><code>${method} ${text(path)}</code></h3>
<p>${text(summary)}. ${text(description)}</p>
${named.length === 0 ? '' : `<table><caption>Parameters</caption>${named.join('')}</table>`}
${body === undefined ? '' : `<h4>Body</h4>${shape(body)}`}
<p>Answers: ${Object.keys(responses).map(text).join(', ')}</p>
</article>`
}

function shape(schema: unknown): string {
  return `<pre>${text(JSON.stringify(schema, null, 1))}</pre>`
}

function text(value: string): string {
  return value.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)
}

export const referenceStyle = `:root { color-scheme: light dark; font: 15px/1.55 system-ui, sans-serif; }
body { margin: 0; display: grid; grid-template-columns: 14rem minmax(0, 1fr); }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; border-right: 1px solid #8884; }
nav ul { list-style: none; margin: 1.5rem 0; padding: 0 1.25rem; }
nav a { display: block; padding: .2rem 0; color: inherit; text-decoration: none; }
main { max-width: 60rem; padding: 2rem 2.5rem; }
article { border-top: 1px solid #8884; padding: .5rem 0 1rem; }
h3 { font-size: 1rem; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; font-weight: 400; }
pre { margin: 0; overflow: auto; font-size: .8rem; max-height: 24rem; }
@media (max-width: 46rem) { body { display: block; } nav { position: static; height: auto; border: 0; } }
`
