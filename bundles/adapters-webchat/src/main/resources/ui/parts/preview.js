// SPDX-License-Identifier: Apache-2.0
// What a call would do, as its tool says; a unified diff with what goes and what comes told apart, by more than colour.
import {html} from '../lib.js';
import {Foreign} from './basics.js';
import {lines} from './shown.js';

const KINDS = [[/^(---|\+\+\+) /, 'file'], [/^@@/, 'place'], [/^\+/, 'comes'], [/^-/, 'goes']];

export function Preview({of}) {
  if (!of || Object.keys(of).length === 0) {
    return html`<p class="hint">The tool cannot say what the call would do.</p>`;
  }
  const diff = /diff/.test(of.mediaType ?? '');
  return html`<div class="preview">
    ${of.summary ? html`<p class="summary"><${Foreign} text=${of.summary} /></p>` : null}
    ${of.detail?.trim() ? html`<pre class=${diff ? 'diff' : 'detail'} tabindex="0" role="group" aria-label="Preview">${
      lines(of.detail).map((text, number) => html`<span class=${diff ? kind(text, number) : 'same'}>${text}${'\n'}</span>`)}</pre>` : null}
  </div>`;
}

/** Only the first two lines name files: further on such a line is one that goes or comes. */
function kind(text, number) {
  return KINDS.find(([pattern, name]) => pattern.test(text) && (name !== 'file' || number < 2))?.[1] ?? 'same';
}
