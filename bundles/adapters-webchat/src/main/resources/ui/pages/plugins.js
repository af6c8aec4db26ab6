// SPDX-License-Identifier: Apache-2.0
// Plugins: what is installed, what was refused, in by a file and out by a question.
import {html, useState} from '../lib.js';
import {Badge, Empty, Facts, Failure, Foreign, Table, Time} from '../parts/basics.js';
import {Bundle} from '../parts/bundle.js';
import {Call, Controls, Question} from '../parts/controls.js';
import {Held} from '../parts/held.js';
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
    ${removed ? html`<div class="card" role="status"><p><strong>Removed</strong> <${Foreign} text=${removed.plugin + ' ' + removed.version} />; its data
      stays.</p><${Plan} of=${removed.plan} /></div>` : null}
    <${Held} api=${api} of=${value?.held} onDone=${again} />
    ${plugins.length ? html`<ul class="entries">${plugins.map(plugin => html`<${Plugin} key=${plugin.id} api=${api} of=${plugin}
      onUninstall=${() => setAsked(plugin)} onTurned=${again} />`)}</ul>` : loading ? null : html`<${Empty} title="No plugin is installed." />`}
    ${value?.refused.length ? html`<section aria-labelledby="refused"><h2 id="refused">Refused files of the deploy folder</h2>
      <${Table} caption="Refused files" hideCaption rows=${value.refused} keyOf=${file => file.file} columns=${[
        {name: 'File', of: file => file.file},
        {name: 'Rule', of: file => html`<code>${file.code}</code>`},
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
  return {plugins, held: page.held, refused: page.refused};
}

function Plugin({api, of, onUninstall, onTurned}) {
  const rests = of.state === 'disabled';
  // what came with the gateway and serves is of less interest
  return html`<li data-plugin=${of.id} data-state=${of.state}><details class="card entry" open=${!of.shipped || of.state !== 'active'}>
    <summary><span class="line"><strong><${Foreign} text=${of.title || of.id} /></strong> <small><${Foreign} text=${of.version} /></small> <${Badge}
      kind="state" value=${of.state} /><span class="hint end">${of.shipped ? 'with the distribution' : 'by ' + of.source}${
      of.tools.length ? ', ' + of.tools.length + (of.tools.length === 1 ? ' tool' : ' tools') : ''}</span></span></summary>
    <${Failure} of=${of.reason && {message: of.reason}} />
    <${Facts} of=${[['Id', of.id], ['Older major, kept beside', of.beside], ['Signed by', of.signer], ['Tools', of.tools.join(', ')],
      ['Bundles', of.bundles.length > 0 && html`<span>${of.bundles.map(bundle => html`<${Bundle} key=${bundle} of=${bundle} />`)}</span>`]]} />
    ${of.shipped ? null : html`<${Controls} api=${api} scope="plugins:write" label=${'The plugin ' + of.id}><${Call} api=${api}
      method=${rests ? 'plugins.enable' : 'plugins.disable'} params=${{plugin: of.id}} then=${() => {
        say(rests ? 'It serves again.' : 'Disabled.');
        onTurned();
      }}>${rests ? 'Enable' : 'Disable'}</${Call}>${of.before ? html`<${Call} api=${api} method="plugins.rollback"
      params=${{plugin: of.id}} then=${() => {
        say('Back at ' + of.before + '.');
        onTurned();
      }}>Back to ${of.before}</${Call}>` : null}<button type="button" class="danger"
      disabled=${!api.can('plugins.uninstall')} onClick=${onUninstall}>Remove…</button></${Controls}>`}
  </details></li>`;
}
