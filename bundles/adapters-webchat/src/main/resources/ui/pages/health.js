// SPDX-License-Identifier: Apache-2.0
// Whether the gateway is up, takes messages, and how each of its parts is.
import {html, useEffect} from '../lib.js';
import {Badge, Empty, Failure, span, Table, Time} from '../parts/basics.js';
import {Glance} from '../parts/controls.js';
import {useRead} from '../parts/hooks.js';

const EVERY_MS = 5_000;

export default function Health({api}) {
  const probes = useRead(api, () => Promise.all([probe('/healthz'), probe('/readyz')]), 'probes');
  const health = useRead(api, () => api.call('gateway.health'), 'health', ['plugin.*', 'gateway.overload']);
  const info = useRead(api, () => api.call('gateway.info'), 'info', ['plugin.*']);
  useEffect(() => {
    // parts tell no events when they fall ill
    const timer = setInterval(() => {
      if (!document.hidden) {
        probes.again();
        health.again();
      }
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const parts = health.value?.parts.toSorted((one, other) => one.up - other.up || one.name.localeCompare(other.name)) ?? [];
  const ill = parts.filter(part => !part.up);
  return html`<div class="row between"><h1>Health</h1><p class="row" role="status">${health.value
    ? health.value.ready ? ill.length ? html`<span><${Badge} value="warning" /> takes messages; ${ill.length} of ${parts.length}
      parts not well</span>`
      : html`<span><${Badge} value="ok" /> takes messages; all ${parts.length} parts are well</span>`
      : html`<span><${Badge} value="error" /> takes no messages</span>` : null}</p></div>
    <${Failure} of=${health.failure ?? probes.failure} retry=${health.again} />
    <section aria-labelledby="probes"><h2 id="probes">Probes</h2>
      <${Table} caption="What load balancers ask" hideCaption rows=${probes.value ?? []} keyOf=${row => row.path} columns=${[
        {name: 'Path', of: row => html`<code>${row.path}</code>`},
        {name: 'Answer', of: row => html`<span><${Badge} value=${row.ok ? 'ok' : 'error'} /> ${row.status || ''}</span>`},
        {name: 'Says', of: row => row.says},
      ]} /></section>
    <section aria-labelledby="parts"><h2 id="parts">Parts</h2>
      ${parts.length ? html`<${Table} caption="Parts, those not well first" hideCaption rows=${parts} keyOf=${part => part.name} columns=${[
        {name: 'Part', of: part => part.name},
        {name: 'State', of: part => html`<${Badge} value=${part.up ? 'up' : 'error'} />`},
        {name: 'Says', of: part => part.message || undefined},
      ]} />` : health.loading ? null : html`<${Empty} title="No part tells how it is." />`}</section>
    <${Info} of=${info.value} failure=${info.failure} />`;
}

async function probe(path) {
  try {
    const answer = await fetch(path, {cache: 'no-store'});
    const body = await answer.json().catch(() => ({}));
    return {path, ok: answer.ok, status: answer.status, says: body.detail ?? body.status ?? ''};
  } catch {
    return {path, ok: false, status: 0, says: 'does not answer'};
  }
}

function Info({of, failure}) {
  return html`<section aria-labelledby="info"><h2 id="info">What runs</h2><${Failure} of=${failure} />${of ? html`
    <${Glance} of=${[['Version', of.version], ['Wire', 'version ' + of.protocol + ', contract ' + of.contractVersion], ['Java', of.java],
      ['Started', html`<${Time} at=${of.startedAt} full />`], ['Up', span(of.uptimeMs)], ['Instance', of.instance]]} />
    <details><summary>${of.bundles.length} bundles</summary><${Table} caption="Bundles" hideCaption rows=${of.bundles}
      keyOf=${bundle => bundle.name + ' ' + bundle.version} columns=${[{name: 'Bundle', of: bundle => bundle.name},
        {name: 'Version', of: bundle => bundle.version}]} /></details>` : null}</section>`;
}
