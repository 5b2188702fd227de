/**
 * A narrow set of signatures of SQL injection and script injection. It stops what tools try first, and is not the defence: SQL is
 * always parametrised and pages never take text for markup. So a signature that honest text could fit is not worth having:
 * `I'd select 'the best' -- love` is a gift message.
 */
import { readingsOf } from './readings.ts'

export interface AttackSignature {
  readonly name: string
  readonly pattern: RegExp
}

/** A comparison that an injected condition consists of; `my "love" and I <3 you` is none. */
const comparison =
  /\(*(?:not )?(?:(?:['"`][\w%]*['"`]?|\d+) ?(?:=|<=>|<>|!=|<|>|like\b)|\w+ ?(?:=|<>|!=) ?['"`\d]|\w+ like ?['"`]|\w+ is (?:not )?null\b)/
    .source
const glue = '(?:or|and|xor|\\|\\||&&)'

const sql: readonly AttackSignature[] = [
  {
    name: 'sql union select',
    pattern: /\bunion (?:all |distinct )?\(?select\b\W*(?:null\b|[\d@*'"(]|[\w.]+ ?(?:,|from\b|\())/,
  },
  { name: 'sql condition after a quote', pattern: new RegExp(`['"\`] ?\\)* ?${glue} ?${comparison}`) },
  { name: 'sql condition after a number', pattern: new RegExp(`^\\W*\\d+['"\`]?\\)* ${glue} ${comparison}`) },
  { name: 'sql tautology', pattern: /\b(?:or|and|xor) \(*['"`]?(\w+)['"`]? ?= ?['"`]?\1\b/ },
  {
    name: 'sql second statement',
    pattern:
      /; ?(?:insert into \w|update \w+ set\b|delete from \w|drop (?:table|database|schema|view|function|user|role)\b|alter (?:table|user|role) \w|create (?:table|user|role|function) \w|truncate table\b|declare @|shutdown ?(?:--|;|$|with\b)|waitfor\b|exec(?:ute)? ?(?:sp_|xp_|@|\(|master)|copy \w+ (?:from|to) |grant \w+ on\b|select (?:\*|[\w.]+ ?,|[\w.]+\())/,
  },
  {
    name: 'sql function',
    pattern:
      /\b(?:sleep|benchmark)\(\d|\b(?:pg_sleep|load_file|extractvalue|updatexml|lo_import|lo_export|pg_read_file|pg_ls_dir|randomblob|dblink|query_to_xml|database_to_xml|utl_(?:http|inaddr)\.\w+|dbms_\w+\.\w+) ?\(|\b(?:xp_cmdshell|sp_executesql|waitfor delay)\b/,
  },
  {
    name: 'sql catalogue',
    pattern:
      /\binformation_schema\b|\bpg_(?:catalog|shadow|authid)\b|\bsqlite_master\b|\bsys\.(?:tables|objects|columns|databases)\b|\bmysql\.user\b|@@version\b/,
  },
  { name: 'sql comment after a quote', pattern: /['"`]\)*;?(?:--| ?#|\/\*)[ +-]*$/ },
  {
    name: 'sql subquery',
    pattern:
      /\( ?select (?:\*|null\b|\d|@@|'|"|[\w.]+\(|[\w.]+ ?,|[\w.]+ from \w+(?:\.\w+)? ?(?:\)|where\b|limit\b|order\b))/,
  },
  {
    name: 'sql probe',
    pattern:
      /\border by \d+ ?(?:,|--|#|\/\*|$)|\bhaving \d+ ?= ?\d+|\bcase when .{1,60} then .{1,60} end\b|\bprocedure analyse\b/,
  },
]

const script: readonly AttackSignature[] = [
  {
    name: 'markup',
    pattern:
      /<[\s/]*(?:script|iframe|frameset|object|embed|applet|svg|math|img|image|video|audio|source|body|html|base|link|meta|style|form|input|button|textarea|details|marquee|template|isindex|xml|xss)(?:[\s/>"'`]|$)/,
  },
  { name: 'event handler in markup', pattern: /<[a-z!/?][^>]{0,200}[\s/"'`]on[a-z]{3,24}\s*=/ },
  {
    name: 'event handler after a quote',
    pattern:
      /["'`][^<>]{0,20}\bon(?:error|load|click|dblclick|mouse\w+|focus\w*|blur|key\w+|pointer\w+|touch\w+|toggle|animation\w+|transition\w+|begin|wheel|drag\w*|copy|cut|paste|submit|change|input)\s*=/,
  },
  {
    name: 'script address',
    pattern:
      /\b(?:java|vb|live)script:(?:\S{0,80}[(=`[]|\/\/)|\bdata:(?:text\/html|image\/svg|text\/xml|application\/x)/,
  },
  {
    name: 'script call',
    pattern:
      /\b(?:alert|eval|settimeout|setinterval|importscripts)[(`]|\b(?:prompt|confirm)(?:`|\(['"`\d/)])|\bdocument\.(?:cookie|write|domain|location)\b|\bwindow\[|\bwindow\.location\b|\bconstructor\.constructor\b|\bstring\.fromcharcode\b/,
  },
  { name: 'log lookup', pattern: /\$\{[^}]{0,40}(?:jndi|lower:|upper:|env:|:-)/ },
]

const signatures = [...sql, ...script]

/** What each signature needs one of. Most values have none and are done. */
const suspicious =
  /[<>'"`;()=&%${}\\#\t\r\n]|--|\/\*|@@|script:|data:|union|order by|having|case when|waitfor|analyse|schema|[pxs][gp]_|sqlite_|sys\.|mysql\.|document|window|constructor|fromcharcode/i

/** The name of a signature that the value fits, in any of its readings; undefined when none does. */
export function findAttack(value: string): string | undefined {
  if (!suspicious.test(value.normalize('NFKC'))) return undefined
  const readings = readingsOf(value)
  return signatures.find(({ pattern }) => readings.some(reading => pattern.test(reading)))?.name
}
