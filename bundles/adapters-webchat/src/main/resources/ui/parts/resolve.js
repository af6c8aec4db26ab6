// SPDX-License-Identifier: Apache-2.0
// A call that had begun when the gateway went down, and that must not simply be made again: somebody says what became of it.
import {html, useState} from '../lib.js';
import {Call, Controls} from './controls.js';

const WAYS = [
  ['done', 'It was done', 'the turn goes on with that'],
  ['retry', 'Run it again', 'it was not done, or may be done twice'],
  ['abandon', 'Give it up', 'the call has failed, and the turn goes on with that'],
];

export function Resolve({api, turn, call}) {
  const [note, setNote] = useState('');
  const id = 'note-' + call;
  const said = note.trim();
  return html`<div class="resolve" role="group" aria-label="Resolve the call in doubt">
    <p>The gateway went down while this ran. Find out what became of it, then say so.</p>
    <label for=${id}>How you know, for the record</label>
    <input id=${id} maxlength="2000" value=${note} onInput=${event => setNote(event.target.value)} />
    <${Controls} api=${api} scope="sessions:write" label="What became of it">${WAYS.map(([outcome, title, means]) => html`<${Call}
      key=${outcome} api=${api} method="turns.resolve" data-outcome=${outcome} why=${means}
      params=${{turn, call, outcome, ...(said ? {note: said} : {})}}>${title}</${Call}>`)}</${Controls}>
    <p class="hint">${WAYS.map(([, title, means]) => title + ': ' + means).join('. ')}.</p>
  </div>`;
}
