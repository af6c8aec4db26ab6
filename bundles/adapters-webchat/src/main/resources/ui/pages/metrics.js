// SPDX-License-Identifier: Apache-2.0
// How the gateway does, a few minutes back: sampled while this page is seen.
import {html, useState} from '../lib.js';
import {Failure, span} from '../parts/basics.js';
import {Glance} from '../parts/controls.js';
import {Plot} from '../parts/plot.js';
import {quantile, rate, useScrapes} from '../parts/prometheus.js';

const KEEP = 151;
/** A plot is at least so many samples wide, so that the first ones are no wall. */
const NARROWEST = 30;
const EVERY = [1_000, 2_000, 5_000];

const perSecond = value => (value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString()) + ' /s';
const count = value => (Number.isInteger(value) ? value : +value.toFixed(1)).toLocaleString();
const took = value => span(+(value * 1_000).toPrecision(2));
const mib = value => Math.round(value / 1_048_576).toLocaleString() + ' MiB';
const percent = value => Math.round(value * 100) + ' %';

/** Each plot: what it says of a scrape and the one before. */
const PLOTS = [
  {title: 'Turns', say: perSecond, lines: {ended: (before, after) => rate(before, after, 'postern_turns_total')}},
  {title: 'Calls', say: perSecond, lines: {ended: (before, after) => rate(before, after, 'postern_calls_total')}},
  {title: 'How long calls take', say: took, least: .005, lines: {
    median: (before, after) => quantile(before, after, 'postern_call_seconds', .5),
    'slowest of 100': (before, after) => quantile(before, after, 'postern_call_seconds', .99)}},
  {title: 'Turns now', say: count, least: 4, lines: {
    running: (_, after) => after.sum('postern_turns_running'),
    waiting: (_, after) => after.sum('postern_turns_waiting')}},
  {title: 'Queues', say: count, least: 4, lines: {
    'replies to deliver': (_, after) => after.sum('postern_outbox_depth'),
    'approvals open': (_, after) => after.sum('postern_approvals_open')}},
  {title: 'Commits', say: perSecond, lines: {
    'the store’s': (before, after) => rate(before, after, 'postern_store_commit_seconds_count')}},
  {title: 'How long commits take', say: took, least: .005, lines: {
    median: (before, after) => quantile(before, after, 'postern_store_commit_seconds', .5),
    'slowest of 100': (before, after) => quantile(before, after, 'postern_store_commit_seconds', .99)}},
  {title: 'Memory', say: mib, least: 64 * 1_048_576, lines: {heap: (_, after) => after.sum('postern_heap_used_bytes')}},
  {title: 'Processor', say: percent, least: .1, lines: {
    'of one core': (before, after) => rate(before, after, 'postern_cpu_seconds'),
    'collecting garbage': (before, after) => rate(before, after, 'postern_gc_seconds')}},
  {title: 'Wire', say: perSecond, lines: {
    requests: (before, after) => rate(before, after, 'postern_requests_total'),
    events: (before, after) => rate(before, after, 'postern_events_sent_total')}},
];

export default function Metrics() {
  const [everyMs, setEvery] = useState(EVERY[1]);
  const {scrapes, failure} = useScrapes({everyMs, keep: KEEP});
  const last = scrapes.at(-1);
  const pairs = scrapes.slice(1).map((after, i) => [scrapes[i], after]);
  return html`<div class="row between"><h1>Metrics</h1><label>Sampled every <select value=${everyMs}
      onChange=${event => setEvery(Number(event.target.value))}>${EVERY.map(ms => html`<option key=${ms} value=${ms}>${
        ms / 1_000} s</option>`)}</select></label></div>
    <${Failure} of=${failure && {message: '/metrics: ' + failure.message}} />
    ${last ? html`<${Glance} of=${[
      ['Up', span(last.sum('postern_uptime_seconds') * 1_000)],
      ['Heap', mib(last.sum('postern_heap_used_bytes')) + ' of ' + mib(last.sum('postern_heap_max_bytes'))],
      ['Connections', count(last.sum('postern_connections') ?? 0)],
      ['Turns ended', byLabel(last, 'postern_turns_total', 'state')],
      ['Calls by outcome', byLabel(last, 'postern_calls_total', 'outcome')],
      ['Breakers open', String(last.sum('postern_tool_breakers_open') ?? 0)],
    ]} />
    <div class="plots">${PLOTS.map(({title, say, least, lines}) => html`<${Plot} key=${title} title=${title} say=${say} least=${least}
      span=${Math.max(NARROWEST, pairs.length)} lines=${Object.entries(lines).map(([name, of]) => ({name, 
        values: pairs.map(pair => of(...pair))}))} />`)}</div>
    <p class="hint" role="status">${pairs.length === 0 ? 'The second sample draws the first points.'
      : 'The last ' + span(last.at - scrapes[0].at) + '. Kept while this page is seen; a Prometheus keeps more.'}</p>` : null}`;
}

function byLabel(scrape, name, label) {
  const by = new Map();
  scrape.all(name).forEach(({labels, value}) => by.set(labels[label], (by.get(labels[label]) ?? 0) + value));
  return [...by].map(([word, value]) => value.toLocaleString() + ' ' + word).join(', ') || 'none yet';
}
