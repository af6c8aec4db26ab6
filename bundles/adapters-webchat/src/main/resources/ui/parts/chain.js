// SPDX-License-Identifier: Apache-2.0
// An audit chain's signed head, and whether the chain is whole.
import {html, useState} from '../lib.js';
import {Badge, Facts, Failure, Time} from './basics.js';
import {useRead} from './hooks.js';
import {say} from './say.js';

export function Chain({api, chain}) {
  const head = useRead(api, () => api.call('audit.head', {chain}), chain);
  const [verdict, setVerdict] = useState();
  const [failure, setFailure] = useState();
  const [busy, setBusy] = useState(false);
  const verify = async () => {
    setBusy(true);
    setFailure(undefined);
    setVerdict(undefined);
    try {
      const said = await api.call('audit.verify', {chain});
      setVerdict(said);
      say(said.valid ? 'The chain is whole.' : 'The chain is broken.');
    } catch (failed) {
      setFailure(failed);
    }
    setBusy(false);
    head.again();
  };
  const signed = head.value?.head;
  return html`<section class="card" aria-labelledby="chain"><div class="row between"><h2 id="chain">The chain</h2>
      <button type="button" disabled=${busy || !api.can('audit.verify')} aria-busy=${busy} onClick=${verify}>Verify</button></div>
    ${busy ? html`<p class="hint">Reading the whole chain…</p>` : null}
    ${verdict ? html`<p data-valid=${String(verdict.valid)}><${Badge} value=${verdict.valid ? 'ok' : 'error'} /> <strong>${
        verdict.valid ? 'Whole' : 'Broken'}</strong>: ${verdict.records.toLocaleString()} records up to number ${verdict.head.seq.toLocaleString()}</p>
        <${Facts} of=${[['First bad', verdict.firstBad], ['Why', verdict.reason], ['Erased contents', verdict.erased || undefined],
          ['Pruned', verdict.pruned || undefined], ['Hash', html`<code>${verdict.head.hash}</code>`]]} />` : null}
    <${Failure} of=${failure ?? head.failure} />
    <${Failure} of=${head.value?.problem && {message: head.value.problem}} />
    ${signed ? html`<details><summary>Signed head: number ${signed.seq.toLocaleString()} <small><${Time} at=${signed.at} /></small></summary><${Facts}
      of=${[['Signed', html`<${Time} at=${signed.at} full />`], ['By the key', signed.key], ['Hash', signed.hash],
        ['Signature', signed.signature]]} /></details>` : null}</section>`;
}
