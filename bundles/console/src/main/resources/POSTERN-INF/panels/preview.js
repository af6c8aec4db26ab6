// SPDX-License-Identifier: Apache-2.0
// What a call would do, as its tool says; a difference with what goes and what comes told apart.
import {el, foreign} from './dom.js';
import {lines} from './shown.js';

const KINDS = [[/^(---|\+\+\+) /, 'file'], [/^@@/, 'place'], [/^\+/, 'comes'], [/^-/, 'goes']];

export function preview(what) {
  if (!what || Object.keys(what).length === 0) {
    return el('p', {class: 'unknown'}, 'The tool cannot say what the call would do.');
  }
  const difference = /diff/.test(what.mediaType ?? '');
  return el('div', {class: 'preview'},
    what.summary ? el('p', {class: 'summary'}, foreign(what.summary)) : null,
    what.detail?.trim()
      ? el('pre', {class: difference ? 'difference' : 'detail', tabindex: '0', 'aria-label': 'Preview'},
        lines(what.detail).map((text, number) => el('span', {class: difference ? kind(text, number) : 'same'}, text, '\n')))
      : null);
}

/** Only the first two lines name files: further on such a line is one that goes or comes. */
function kind(text, number) {
  return KINDS.find(([pattern, name]) => pattern.test(text) && (name !== 'file' || number < 2))?.[1] ?? 'same';
}
