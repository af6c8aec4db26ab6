// SPDX-License-Identifier: Apache-2.0
// Plugins: what is installed, what was refused, in by a file and out by a question.
import {html, useState} from '../lib.js';
import {Badge, Empty, Facts, Failure, Foreign, Table, Time} from '../parts/basics.js';
import {Controls, Question} from '../parts/controls.js';
import {useRead} from '../parts/hooks.js';
import {Install, Plan} from '../parts/install.js';
import {say} from '../parts/say.js';

export default function Plugins({api}) {
  const {value, failure, loading, again} = useRead(api, () => all(api), 'plugins', ['plugin.*']);
  const [asked, setAsked] = useState();
  const [removed, setRemoved] = useState();
  const plugins = value?.plugins ?? [];
  const uninstall = async () => {
    const result = await api.call('plugins.uninstall', {plugin: asked.id}, {once: true});
    setRemoved(result);
    setAsked(undefined);
    say('Removed.');
    again();
  };
  return html`<h1>Plugins</h1>
    <${Failure} of=${failure} retry=${again} />
    <${Install} api=${api} onDone=${again} />
    ${removed ? html`<div class="card" role="status"><p><strong>Removed</strong> <${Foreign} text=${removed.plugin + ' ' + removed.version} />; its data stays.</p>
      <${Plan} of=${removed.plan} /></div>` : null}
    ${plugins.length ? html`<ul class="tools">${plugins.map(plugin => html`<${Plugin} key=${plugin.id} api=${api} of=${plugin}
      onUninstall=${() => setAsked(plugin)} />`)}</ul>` : loading ? null : html`<${Empty} title="No plugin is installed." />`}
    ${value?.refused.length ? html`<section aria-labelledby="refused"><h2 id="refused">Refused files of the deploy folder</h2>
      <${Table} caption="Refused files" hideCaption rows=${value.refused} keyOf=${file => file.file} columns=${[
        {name: 'File', of: file => file.file},
        {name: 'Rule', of: file => html`<${Badge} kind="state" value="error" /> <code>${file.code}</code>`},
        {name: 'Why', of: file => file.reason},
        {name: 'When', of: file => html`<${Time} at=${file.at} />`},
      ]} /></section>` : null}
    ${asked ? html`<${Question} title="Remove this plugin?" yes="Remove" danger onNo=${() => setAsked(undefined)} onYes=${uninstall}>
      <p><strong><${Foreign} text=${asked.title || asked.id} /></strong> <${Foreign} text=${asked.id + ' ' + asked.version} /></p>
      <p>${asked.tools.length ? 'These tools are there no more, also for turns that are under way: ' : 'It brings no tools.'}<${Foreign}
        text=${asked.tools.join(', ')} /></p><p>Its data stays.</p></${Question}>` : null}`;
}

/** All pages; each says what was refused, too. */
async function all(api) {
  const plugins = [];
  let page = {};
  do {
    page = await api.call('plugins.list', {limit: 500, ...(page.next ? {next: page.next} : {})});
    plugins.push(...page.plugins);
  } while (page.next);
  return {plugins, refused: page.refused};
}

function Plugin({api, of, onUninstall}) {
  const id = 'plugin-' + of.id;
  return html`<li class="card tool" data-plugin=${of.id} data-state=${of.state}><article aria-labelledby=${id}>
    <div class="row between"><h2 id=${id}><${Foreign} text=${of.title || of.id} /> <small class="hint"><${Foreign} text=${of.version} /></small></h2>
      <span class="badges"><${Badge} kind="state" value=${of.state} /></span></div>
    <${Failure} of=${of.reason && {message: of.reason}} />
    <${Facts} of=${[['Id', of.id], ['Came', of.shipped ? 'with the distribution' : of.source], ['Tools', of.tools.join(', ')],
      ['Bundles', of.bundles.length ? html`<span>${of.bundles.map(bundle => html`<${Bundle} key=${bundle} of=${bundle} />`)}</span>` : undefined]]} />
    ${of.shipped ? null : html`<${Controls} api=${api} scope="plugins:write" label=${'The plugin ' + of.id}><button type="button" class="danger"
      disabled=${!api.can('plugins.uninstall')} onClick=${onUninstall}>Remove…</button></${Controls}>`}
  </article></li>`;
}

function Bundle({of}) {
  const [name, version, sha256 = ''] = of.split('/');
  return html`<span class="bundle"><${Foreign} text=${name} /> <${Foreign} text=${version} /> <code title=${sha256}>${sha256.slice(0, 12)}</code></span>`;
}
