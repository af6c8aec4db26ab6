// SPDX-License-Identifier: Apache-2.0
// Elements. All that is shown goes through text nodes; nothing here takes markup.
import {lines, pieces} from './shown.js';

/** An element with attributes (on… are listeners) and children: nodes, or texts of our own. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) {
      element.addEventListener(key.slice(2), value);
    } else if (value === true) {
      element.setAttribute(key, '');
    } else if (value !== false && value !== undefined && value !== null) {
      element.setAttribute(key, value);
    }
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined));
  return element;
}

/** What others wrote, in a box from which no letter gets out. */
export function foreign(text, name = 'span') {
  const said = String(text ?? '');
  // what has no place to break is broken anywhere, or it would push all else off the page
  return el(name, {class: /\S{40}/.test(said) ? 'foreign long' : 'foreign', dir: 'ltr'}, pieces(said).map(spell));
}

/** What was said in several lines. */
export function speech(text) {
  return el('span', {}, lines(text).map(each => el('span', {class: 'foreign said', dir: 'ltr'}, each)));
}

/** A value as JSON. */
export function json(value, indent = 0) {
  return el('span', {class: 'foreign json', dir: 'ltr'},
    JSON.stringify(value, null, indent).split('\n')
      .flatMap((line, i) => [i ? '\n' : null, ...pieces(line, true).map(spell)]));
}

function spell({kind, text}) {
  return kind === 'text' ? text : el('span', {class: kind}, text);
}

/** A list of names and values; what is absent is left out. */
export function facts(entries) {
  return el('dl', {class: 'facts'}, entries
    .filter(([, value]) => value !== undefined && value !== null && value !== '' && value !== false)
    .map(([name, value]) => el('div', {}, el('dt', {}, name),
      el('dd', {}, value instanceof Node ? value : foreign(value)))));
}

/** A word that stands out. */
export function badge(kind, text) {
  return el('span', {class: 'badge', 'data-kind': kind, 'data-value': text}, foreign(text));
}

export function button(text, onclick, attributes = {}) {
  return el('button', {type: 'button', onclick, ...attributes}, text);
}

/** A table that scrolls by itself where the page is narrow. */
export function table(caption, heads, rows) {
  return el('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption},
    el('table', {}, el('caption', {}, caption),
      el('thead', {}, el('tr', {}, heads.map(head => el('th', {scope: 'col'}, head)))),
      el('tbody', {}, rows)));
}

export function row(cells, attributes = {}) {
  return el('tr', attributes, cells.map(cell => el('td', {}, cell instanceof Node ? cell
    : cell === undefined || cell === null ? '' : foreign(cell))));
}

/** A moment, in this browser's zone; its exact time on top of it. */
export function moment(iso) {
  if (!iso) {
    return el('span', {});
  }
  const at = new Date(iso);
  return el('time', {datetime: iso, title: iso}, Number.isNaN(at.getTime()) ? foreign(iso)
    : at.toISOString().replace('T', ' ').replace(/\.\d+Z$/, 'Z'));
}

/** Where something went wrong, said in place. */
export function problem(failure) {
  return el('p', {class: 'problem', role: 'alert'}, foreign(failure.code ? failure.code + ': ' + failure.message
    : String(failure.message ?? failure)));
}
