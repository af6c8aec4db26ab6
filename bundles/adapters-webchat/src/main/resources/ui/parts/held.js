// SPDX-License-Identifier: Apache-2.0
// Updates of plugins that ask for more than what is installed, and wait for a word.
import {html} from '../lib.js';
import {Foreign, Table, Time} from './basics.js';
import {Call, Controls} from './controls.js';
import {say} from './say.js';

export function Held({api, of, onDone}) {
  return of?.length ? html`<section aria-labelledby="held"><h2 id="held">Updates that wait for a word</h2>
    <p>Each asks for more than the version that serves meanwhile.</p>
    <${Table} caption="Held updates" hideCaption rows=${of} keyOf=${update => update.sha256} columns=${[
      {name: 'Plugin', of: update => update.plugin + ' ' + update.version},
      {name: 'Signed by', of: update => update.signer ?? 'nobody'},
      {name: 'Newly asks for', of: update => html`<ul>${update.more.map(what => html`<li key=${what}><${Foreign} text=${what} /></li>`)}</ul>`},
      {name: 'Serves', of: update => update.installed},
      {name: 'Came by', of: update => update.source + ', ' + update.principal},
      {name: 'Since', of: update => html`<${Time} at=${update.at} />`},
      {name: 'Word', of: update => html`<${Controls} api=${api} scope="plugins:approve" label=${'The update of ' + update.plugin}>
        <${Decide} api=${api} of=${update} decision="approve" onDone=${onDone}>Let it in</${Decide}>
        <${Decide} api=${api} of=${update} decision="deny" onDone=${onDone}>Drop it</${Decide}></${Controls}>`},
    ]} /></section>` : null;
}

/** A word on just the bytes that were shown. */
function Decide({api, of, decision, onDone, children}) {
  return html`<${Call} api=${api} method="plugins.decide" params=${{plugin: of.plugin, sha256: of.sha256, decision}} then=${() => {
    say(decision === 'approve' ? 'Let in.' : 'Dropped.');
    onDone();
  }}>${children}</${Call}>`;
}
