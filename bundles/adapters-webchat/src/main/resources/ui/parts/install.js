// SPDX-License-Identifier: Apache-2.0
// A plugin from a file of this computer: looked at, uploaded, installed, told.
import {html, useRef, useState} from '../lib.js';
import {Facts, Failure, Foreign} from './basics.js';
import {Bundle} from './bundle.js';
import {Controls} from './controls.js';
import {say} from './say.js';

/** How many of a plan's rows are of bundles. */
const BUNDLES = 3;

/** What changed, as `plugins.install` and `plugins.uninstall` say it. */
export function Plan({of}) {
  const rows = [['Bundles added', of.bundles.added], ['Bundles updated', of.bundles.updated], ['Bundles removed', of.bundles.removed],
    ['Tools gained', of.tools.gained], ['Tools changed', of.tools.changed], ['Tools lost', of.tools.lost]];
  const told = (names, i) => i < BUNDLES ? html`<span>${names.map(name => html`<${Bundle} key=${name} of=${name} />`)}</span>`
    : names.join(', ');
  return rows.some(([, names]) => names.length)
    ? html`<${Facts} of=${rows.map(([title, names], i) => [title, names.length > 0 && told(names, i)])} />`
    : html`<p class="hint">Nothing was changed by it.</p>`;
}

export function Install({api, onDone}) {
  const [chosen, setChosen] = useState();
  const [state, setState] = useState({});
  const field = useRef();
  const may = api.can('plugins.install') && api.may('blobs:write');
  const choose = async ([file]) => {
    setState({});
    setChosen(file && {file});
    if (file) {
      const digest = await crypto.subtle?.digest('SHA-256', await file.arrayBuffer()).catch(() => undefined);
      setChosen(now => now?.file === file ? {file, sha256: digest && hex(digest)} : now);
    }
  };
  const install = async () => {
    try {
      setState({busy: 'Uploading…'});
      const blob = await upload(chosen.file, chosen.sha256);
      setState({busy: 'Installing…'});
      const done = await api.call('plugins.install', {source: {blob}}, {once: true});
      setState({done});
      setChosen(undefined);
      field.current.value = '';
      say('Installed.');
      onDone();
    } catch (failure) {
      setState({failure});
    }
  };
  const leave = () => {
    setChosen(undefined);
    setState({});
    field.current.value = '';
  };
  return html`<section class="card install" aria-labelledby="install"><h2 id="install">Install from a file</h2>
    <label>A plugin’s bundle, a .jar <input type="file" ref=${field} accept=".jar" disabled=${!may || state.busy}
      onChange=${event => choose(event.target.files)} /></label>
    ${chosen ? html`<${Facts} of=${[['File', chosen.file.name], ['Size', size(chosen.file.size)], ['SHA-256', chosen.sha256]]} />` : null}
    ${chosen || !api.may('plugins:write') ? html`<${Controls} api=${api} scope="plugins:write" label="Install">
      <button type="button" class="main" disabled=${!may || !chosen || state.busy} aria-busy=${Boolean(state.busy)}
        onClick=${install}>Upload and install</button>
      ${chosen ? html`<button type="button" disabled=${state.busy} onClick=${leave}>Leave it</button>` : null}
    </${Controls}>` : null}
    ${api.may('plugins:write') && !api.may('blobs:write') ? html`<p class="needs">An upload takes the scope <code>blobs:write</code>, too.</p>` : null}
    <p class="hint" role="status">${state.busy ?? ''}</p>
    <${Failure} of=${state.failure} />
    ${state.done ? html`<div data-installed=${state.done.plugin}><p><strong>Installed</strong> <${Foreign}
      text=${state.done.plugin + ' ' + state.done.version} /></p><${Plan} of=${state.done.plan} /></div>` : null}
  </section>`;
}

/** Puts a file into the gateway's blobs, and holds what arrived against what was sent. */
async function upload(file, sha256) {
  const answer = await fetch('/blobs', {method: 'POST', body: file, headers: {'Content-Type': 'application/java-archive'}});
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    throw Object.assign(new Error(said.detail ?? 'the gateway answered ' + answer.status), {code: 'upload refused'});
  }
  if (sha256 && said.sha256 !== sha256) {
    throw Object.assign(new Error('what arrived is not what was sent: choose the file again'), {code: 'upload broken'});
  }
  return said.blob;
}

function hex(buffer) {
  return [...new Uint8Array(buffer)].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

function size(bytes) {
  return bytes < 1_024 ? bytes + ' bytes'
    : bytes < 1_048_576 ? (bytes / 1_024).toFixed(1) + ' KiB' : (bytes / 1_048_576).toFixed(1) + ' MiB';
}
