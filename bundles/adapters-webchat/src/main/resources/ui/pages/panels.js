// SPDX-License-Identifier: Apache-2.0
// A plugin's panel in its frame: a sandbox without an origin, which may ask for three things and nothing else.
import {html, useEffect, useRef, useState} from '../lib.js';
import {Empty, Failure, Foreign} from '../parts/basics.js';
import {useRead} from '../parts/hooks.js';
import {converse, page, PRESET, SANDBOX} from '../parts/panel-frame.js';

export default function Panel({api, route}) {
  const [id] = route.path;
  const {value, failure, loading} = useRead(api, async () => (await api.call('panels.list')).panels
    .find(panel => panel.id === id), id, ['plugin.*']);
  return html`<${Failure} of=${failure} />
    ${value ? html`<h1><${Foreign} text=${value.title} /></h1>
      <p class="hint">A panel of <code><${Foreign} text=${value.bundle} /></code>. What it shows is the plugin's own.</p>
      <${Frame} key=${value.path} api=${api} panel=${value} />`
    : loading ? null : html`<h1>Panel</h1><${Empty} title="There is no such panel now.">
        <p class="hint">It comes and goes with its plugin.</p></${Empty}>`}`;
}

function Frame({api, panel}) {
  const frame = useRef();
  const [height, setHeight] = useState(PRESET);
  useEffect(() => converse(api, panel.id, frame.current, setHeight), [api, panel.id]);
  return html`<iframe class="panel" ref=${frame} title=${panel.title} ...${SANDBOX} src=${page(panel)}
    style=${{height: height + 'px'}}></iframe>`;
}
