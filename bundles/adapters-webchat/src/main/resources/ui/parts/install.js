// SPDX-License-Identifier: Apache-2.0
// A plugin from a file of this computer: looked at, uploaded, installed, told.
import {html, useRef, useState} from '../lib.js';
import {Facts, Failure, Foreign} from './basics.js';
import {Controls} from './controls.js';
import {say} from './say.js';

/** What changes or changed, as `plugins.install` and its kin say it. */
export function Plan({of}) {
  const rows = [['Bundles added', of.bundles.added], ['Bundles updated', of.bundles.updated], ['Bundles removed', of.bundles.removed],
    ['Tools gained', of.tools.gained], ['Tools changed', of.tools.changed], ['Tools lost', of.tools.lost]];
  return rows.some(([, names]) => names.length)
    ? html`<${Facts} of=${rows.map(([title, names]) => [title, names.join(', ')])} />` : html`<p class="hint">Nothing changes by it.</p>`;
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
    setState({busy: 'Uploading…'});
    try {
      const blob = await upload(chosen.file, chosen.sha256);
      const source = {blob};
      if (api.can('plugins.plan')) {
        setState({planned: await api.call('plugins.plan', {source}), source});
      } else {
        await apply(source);
      }
    } catch (failure) {
      setState({failure});
    }
  };
  const apply = async source => {
    setState({busy: 'Installing…'});
    try {
      const done = await api.call('plugins.install', {source}, {once: true});
      setState({done});
      setChosen(undefined);
      field.current.value = '';
      say('Installed.');
      onDone();
    } catch (failure) {
      setState({failure});
    }
  };
  return html`<section class="card install" aria-labelledby="install"><h2 id="install">Install from a file</h2>
    <label>A plugin’s bundle, a .jar <input type="file" ref=${field} accept=".jar" disabled=${!may || state.busy}
      onChange=${event => choose(event.target.files)} /></label>
    ${chosen ? html`<${Facts} of=${[['File', html`<${Foreign} text=${chosen.file.name} />`], ['Size', size(chosen.file.size)], ['SHA-256', chosen.sha256 ?? 'reading…']]} />` : null}
    ${state.planned ? html`<h3>What will change</h3><${Plan} of=${state.planned.plan ?? state.planned} />` : null}
    ${chosen || !api.may('plugins:write') ? html`<${Controls} api=${api} scope="plugins:write" label="Install">
      ${state.planned ? html`<button type="button" class="main" onClick=${() => apply(state.source)}>Install</button>`
        : html`<button type="button" class="main" disabled=${!may || !chosen || state.busy} aria-busy=${Boolean(state.busy)} onClick=${install}>${
            api.can('plugins.plan') ? 'Upload and show what changes' : 'Upload and install'}</button>`}
      ${chosen ? html`<button type="button" disabled=${state.busy} onClick=${() => {
        setChosen(undefined);
        setState({});
        field.current.value = '';
      }}>Leave it</button>` : null}
    </${Controls}>` : null}
    ${api.may('plugins:write') && !api.may('blobs:write') ? html`<p class="needs">An upload takes the scope <code>blobs:write</code>, too.</p>` : null}
    <p class="hint" role="status">${state.busy ?? ''}</p>
    <${Failure} of=${state.failure} />
    ${state.done ? html`<div data-installed=${state.done.plugin}><p><strong>Installed</strong> <${Foreign} text=${state.done.plugin + ' ' + state.done.version} /></p>
      <${Plan} of=${state.done.plan} /></div>` : null}
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
  return bytes < 1_024 ? bytes + ' bytes' : bytes < 1_048_576 ? (bytes / 1_024).toFixed(1) + ' KiB' : (bytes / 1_048_576).toFixed(1) + ' MiB';
}
