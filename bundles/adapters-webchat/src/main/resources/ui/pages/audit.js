// SPDX-License-Identifier: Apache-2.0
// The audit: found by what is asked for, page by page in the chain's order, and the chain verified.
import {html, useEffect, useRef, useState} from '../lib.js';
import {Badge, Empty, Failure, Foreign, Json, Table} from '../parts/basics.js';
import {useFilter} from '../parts/controls.js';
import {useRead} from '../parts/hooks.js';
import {Chain} from '../parts/chain.js';
import {address} from '../router.js';

const PAGE = 100;
const SPANS = [['15m', 'the last 15 minutes', 900], ['1h', 'the last hour', 3_600], ['1d', 'the last day', 86_400],
  ['7d', 'the last 7 days', 604_800], ['all', 'the beginning'], ['between', 'a time…']];
const TIMES = [['since', 'From'], ['until', 'Until']];
const TEXTS = [['principal', 'Principal', 600], ['tool', 'Tool', 64], ['session', 'Session', 128], ['call', 'Call', 128],
  ['type', 'Type', 64], ['outcome', 'Outcome', 64]];
const OFFERED = {
  type: ['tool.*', 'policy.*', 'approval.*', 'session.*', 'plugin.*', 'token.*', 'browser.*', 'policy.decided', 'tool.finished',
    'tool.in_doubt', 'configuration.changed'],
  outcome: ['finished', 'failed', 'denied', 'cancelled', 'unknown', 'allow', 'deny', 'confirm', 'hold', 'approved', 'expired'],
};
const NAMES = [...TEXTS.map(([name]) => name), 'span', 'since', 'until', 'chain'];

export default function Audit({api, route}) {
  const [filter, change, followed] = useFilter('audit', route.query, NAMES);
  return html`<h1>Audit</h1>
    <${Chain} key=${filter.chain} api=${api} chain=${filter.chain || 'tenant'} />
    <${Filter} key=${followed} of=${filter} onFind=${change} />
    <${Found} key=${JSON.stringify(filter)} api=${api} filter=${filter} />`;
}

function Filter({of, onFind}) {
  const [span, setSpan] = useState(of.span || '1h');
  const find = event => {
    event.preventDefault();
    const said = new FormData(event.target);
    onFind(Object.fromEntries(NAMES.map(name => [name, (said.get(name) ?? '').trim()])));
  };
  return html`<form class="filter" role="search" aria-label="Audit records" onSubmit=${find}>
    <label>Since <select name="span" value=${span} onChange=${event => setSpan(event.target.value)}>${
      SPANS.map(([name, title]) => html`<option key=${name} value=${name}>${title}</option>`)}</select></label>
    ${span === 'between' ? TIMES.map(([name, title]) => html`<label key=${name}>${title} <input name=${name} type="datetime-local" step="1" defaultValue=${of[name]} /></label>`) : null}
    ${TEXTS.map(([name, title, most]) => html`<label key=${name}>${title} <input name=${name} defaultValue=${of[name]} maxlength=${most}
      list=${OFFERED[name] ? 'audit-' + name : undefined} spellcheck=${false} autocapitalize="off" /></label>`)}
    ${Object.entries(OFFERED).map(([name, words]) => html`<datalist key=${name} id=${'audit-' + name}>${words.map(word => html`<option
      key=${word} value=${word} />`)}</datalist>`)}
    <label>Chain <select name="chain">${[['', 'the tenant’s'], ['installation', 'the installation’s']].map(([name, title]) =>
      html`<option key=${name} value=${name} selected=${name === of.chain}>${title}</option>`)}</select></label>
    <button type="submit" class="main">Find</button></form>`;
}

function Found({api, filter}) {
  // pages begin where the one before ended: the way back is remembered
  const [begins, setBegins] = useState([undefined]);
  const time = useRef(timeOf(filter));
  const begin = begins.at(-1);
  const last = useRef(true);
  const ask = next => api.call('audit.query', {...params(filter), ...time.current, limit: PAGE, ...(next ? {next} : {})});
  const {value, failure, loading, again} = useRead(api, () => ask(begin), String(begin), ['*'], () => last.current);
  const walking = useRef(false);
  const [walked, setWalked] = useState(false);
  useEffect(() => {
    last.current = !value?.next;
  }, [value]);
  useEffect(() => () => {
    walking.current = false;
  }, []);
  const toNewest = async () => {
    walking.current = true;
    setWalked(true);
    try {
      for (let {next} = value; next && walking.current;) {
        const from = next;
        ({next} = await ask(from));
        setBegins(before => [...before, from]);
      }
    } catch {
      // the page it came to says what is wrong
    }
    walking.current = false;
    setWalked(false);
  };
  const records = value?.records ?? [];
  const pager = label => html`<nav class="row pager" aria-label=${label}>
    <button type="button" disabled=${begins.length < 2} onClick=${() => setBegins(begins.slice(0, -1))}>Page before</button>
    <span>Page ${begins.length}${value && !value.next ? ', the newest; it grows' : ''}</span>
    <button type="button" disabled=${!value?.next || walked} onClick=${() => setBegins([...begins, value.next])}>Next page</button>
    <button type="button" class="quiet" disabled=${!value?.next || walked} aria-busy=${walked} onClick=${toNewest}>To the
      newest</button></nav>`;
  return html`<section aria-label="Records"><${Failure} of=${failure} retry=${again} />
    ${records.length ? html`${pager('Pages of records')}<${Table} caption=${records.length + ' records, the oldest first'} rows=${records}
        keyOf=${record => record.seq} columns=${COLUMNS} />${records.length > 12 ? pager('Pages of records, below them') : null}`
      : loading ? html`<p class="hint" role="status">Reading…</p>`
        : html`${begins.length > 1 || value?.next ? pager('Pages of records') : null}<${Empty} title=${value?.next ? 'None among these; there are more to look through.' : 'No record is like that.'} />`}</section>`;
}

const COLUMNS = [
  {name: 'Number', of: record => record.seq},
  {name: 'At', of: record => html`<time class="whole" datetime=${record.at} title=${record.at}>${clock(record.at)}</time>`},
  {name: 'What', of: record => html`<code><${Foreign} text=${record.type} /></code>`},
  {name: 'Outcome', of: record => record.outcome && html`<${Badge} kind="outcome" value=${record.outcome} />`},
  {name: 'Principal', of: record => record.principal && html`<span class="breaks"><${Foreign} text=${record.principal} />${
    record.by && record.by !== record.principal ? html` <span class="hint">by <${Foreign} text=${record.by} /></span>` : null}</span>`},
  {name: 'Tool', of: record => record.tool},
  {name: 'Where', of: record => record.session ? html`<a href=${record.turn ? address('sessions', record.session, record.turn)
    : address('sessions', record.session)}>${record.turn ? 'turn' : 'session'}</a>` : undefined},
  {name: 'Facts', of: record => html`<div class="roomy"><${Json} value=${record.meta} label="facts" /></div>`},
];

function params(filter) {
  const out = {chain: filter.chain || 'tenant'};
  TEXTS.forEach(([name]) => {
    if (filter[name]) {
      out[name] = filter[name];
    }
  });
  return out;
}

/** When: what was written is meant in this browser's zone. */
function timeOf({span, since, until}) {
  if (span === 'between') {
    return Object.fromEntries(Object.entries({since, until}).filter(([, at]) => at).map(([name, at]) => [name,
      new Date(at).toISOString()]));
  }
  const seconds = SPANS.find(([name]) => name === (span || '1h'))?.[2];
  return seconds ? {since: new Date(Date.now() - seconds * 1_000).toISOString()} : {};
}

/** The day and the time to the millisecond: what followed what is the question here. */
function clock(iso) {
  const at = new Date(iso);
  return at.toLocaleDateString(undefined, {month: 'short', day: 'numeric'}) + ', ' + at.toLocaleTimeString(undefined,
    {hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hour12: false});
}
