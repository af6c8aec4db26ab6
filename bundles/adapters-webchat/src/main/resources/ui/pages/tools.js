// SPDX-License-Identifier: Apache-2.0
// The tools that serve: what they take and give, how dangerous they are, and how their calls went.
import {html, useMemo} from '../lib.js';
import {Badge, Empty, Facts, Failure, Foreign, Json, span} from '../parts/basics.js';
import {Bundle} from '../parts/bundle.js';
import {useFilter} from '../parts/controls.js';
import {useRead} from '../parts/hooks.js';
import {useScrapes} from '../parts/prometheus.js';

const EVERY_MS = 5_000;
const RISKS = ['low', 'medium', 'high'];

export default function Tools({api, route}) {
  const {value: tools = [], failure, loading, again} = useRead(api, () => api.pages('tools.list', {}, 'tools'), 'tools', ['plugin.*']);
  const health = useRead(api, async () => api.can('gateway.health')
    ? (await api.call('gateway.health')).parts.filter(part => /tool/i.test(part.name)) : [], 'health', ['plugin.*']);
  const {scrapes} = useScrapes({everyMs: EVERY_MS, keep: 1});
  const [filter, change] = useFilter('tools', route.query, ['text', 'risk']);
  const wanted = filter.text.trim().toLowerCase();
  const found = tools.filter(tool => (!filter.risk || tool.risk === filter.risk)
    && (!wanted || [tool.name, tool.description, tool.bundle].some(text => text.toLowerCase().includes(wanted))));
  const breakers = scrapes.at(-1)?.sum('postern_tool_breakers_open');
  const outcomes = useMemo(() => byTool(scrapes.at(-1)), [scrapes]);
  return html`<div class="row between"><h1>Tools</h1><p class="row" role="status">${(health.value ?? []).filter(part => !part.up).map(part =>
      html`<span key=${part.name}><${Badge} value="error" /> <${Foreign} text=${part.name + ': ' + part.message} /></span>`)}${
      breakers === undefined ? null : html`<span><${Badge} value=${breakers ? 'error' : 'ok'} /> ${breakers
        ? breakers + (breakers === 1 ? ' breaker is' : ' breakers are') + ' open: calls are refused for a while' : 'no breaker is open'}</span>`}</p></div>
    <form class="filter" role="search" onSubmit=${event => event.preventDefault()}>
      <label class="wide">Find <input type="search" value=${filter.text} maxlength="200" spellcheck=${false}
        placeholder="name, what it does, or bundle" onInput=${event => change({text: event.target.value})} /></label>
      <label>Risk <select value=${filter.risk} onChange=${event => change({risk: event.target.value})}>
        <option value="">any</option>${RISKS.map(risk => html`<option key=${risk} value=${risk}>${risk}</option>`)}</select></label>
    </form>
    <${Failure} of=${failure} retry=${again} />
    <p class="hint">${found.length === tools.length ? tools.length + ' tools' : found.length + ' of ' + tools.length}</p>
    ${found.length ? html`<ul class="entries">${found.map(tool => html`<${Tool} key=${tool.name + ' ' + tool.version} of=${tool}
      outcomes=${outcomes.get(tool.name)} />`)}</ul>` : loading ? null
      : html`<${Empty} title=${tools.length ? 'No tool is like that.' : 'No tool serves.'} />`}`;
}

function Tool({of, outcomes = []}) {
  return html`<li data-tool=${of.name}><details class="card entry"><summary><span class="line"><strong><${Foreign} text=${of.name} /></strong>
      <small><${Foreign} text=${of.version} /></small> <${Badge} kind="risk" value=${of.risk} />${of.foreign ? html` <${Badge} kind="origin"
      value="foreign" />` : null}<span class="hint end">${outcomes.map(({outcome, count}) => count.toLocaleString() + ' ' + outcome).join(', ')}</span></span>
      <span class="about"><${Foreign} text=${of.description} /></span></summary>
    <${Facts} of=${[
      ['Bundle', html`<${Bundle} of=${of.bundle} />`],
      ['Scopes', of.scopes.join(', ')],
      ['At most', span(of.timeoutMillis)],
      ['Traits', [of.idempotent ? 'may be repeated' : 'is not repeated unasked', of.previewable && 'shows what it would do',
        of.foreign && 'brings what others wrote'].filter(Boolean).join(', ')],
      ['Takes', html`<${Json} value=${of.inputSchema} label="input schema" open named=${false} />`],
      ['Gives', html`<${Json} value=${of.outputSchema} label="output schema" open named=${false} />`],
      ['Examples', of.examples.length > 0 && html`<div>${of.examples.map((example, i) => html`<${Json} key=${i}
        value=${example} label="example" open />`)}</div>`],
    ]} /></details></li>`;
}

/** How calls went since the gateway started. */
function byTool(scrape) {
  const by = new Map();
  scrape?.all('postern_calls_total').forEach(({labels, value}) => {
    by.set(labels.tool, [...(by.get(labels.tool) ?? []), {outcome: labels.outcome, count: value}]);
  });
  return by;
}
