// SPDX-License-Identifier: Apache-2.0
// Shared pieces. All that is shown goes in as text nodes; nothing here takes markup.
import {html, useState} from '../lib.js';
import {lines, pieces} from './shown.js';

/** What others wrote, in a box from which no letter gets out. */
export function Foreign({text, as = 'span'}) {
  const said = String(text ?? '');
  return html`<${as} class=${/\S{40}/.test(said) ? 'foreign long' : 'foreign'} dir="ltr">${pieces(said).map(spell)}</${as}>`;
}

/** What was said in several lines. */
export function Speech({text}) {
  return html`<span class="speech">${lines(String(text ?? '')).map(line =>
    html`<span class="foreign said" dir="auto">${line || '\u00a0'}</span>`)}</span>`;
}

function spell({kind, text}) {
  return kind === 'text' ? text : html`<span class=${kind}>${text}</span>`;
}

// made once: making one takes 0.1 ms, a hundred times what using it does
const TIME = new Intl.DateTimeFormat(undefined, {timeStyle: 'short'});
const DAY = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'short'});
const FULL = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'medium'});

/** What a session is called: its thread, without the mark that tells it from others that begin with the same words. */
export function titleOf({thread}) {
  return thread.replace(/ · [0-9a-f]{4}$/, '');
}

/** A moment in this browser's zone, short; its exact time is on it. */
export function Time({at, full = false}) {
  const when = new Date(at ?? NaN);
  if (Number.isNaN(when.getTime())) {
    return null;
  }
  const today = when.toDateString() === new Date().toDateString();
  const text = (full ? FULL : today ? TIME : DAY).format(when);
  return html`<time datetime=${at} title=${at}>${text}</time>`;
}

/** How long something took, from milliseconds. */
export function span(ms) {
  return ms === undefined || ms === null ? ''
    : ms < 1_000 ? Math.round(ms) + ' ms'
      : ms < 60_000 ? (ms / 1_000).toFixed(1) + ' s' : Math.round(ms / 60_000) + ' min';
}

/** A value as JSON: short ones on their line, others folded; `named` where nothing else says whose it is. */
export function Json({value, label = 'JSON', open = false, named = true}) {
  const short = JSON.stringify(value);
  if (short === undefined) {
    return null;
  }
  return short.length <= 72
    ? html`<code class="json">${spelt(short)}</code>`
    : html`<details class="json-more" open=${open}>
        <summary>${named ? label + ' ' : null}<small>${short.length.toLocaleString()} characters</small></summary>
        <pre tabindex="0" aria-label=${label}>${spelt(JSON.stringify(value, null, 2))}</pre>
      </details>`;
}

function spelt(json) {
  return json.split('\n').flatMap((line, i) => [i ? '\n' : null, ...pieces(line, true).map(spell)]);
}

/** A word that stands out: `kind` says what it is of, `value` colours it. */
export function Badge({kind, value}) {
  return value === undefined || value === null ? null
    : html`<span class="badge" data-kind=${kind} data-value=${value}><${Foreign} text=${String(value).replaceAll('_', ' ')} /></span>`;
}

/** Names and values; what is absent is left out. */
export function Facts({of}) {
  return html`<dl class="facts">${of
    .filter(([, value]) => value !== undefined && value !== null && value !== '' && value !== false)
    .map(([name, value]) => html`<div key=${name}><dt>${name}</dt>
      <dd>${typeof value === 'object' ? value : html`<${Foreign} text=${value} />`}</dd></div>`)}</dl>`;
}

/**
 * A table that becomes cards where the page is narrow.
 *
 * @param caption names it
 * @param columns `{name, of: row → what is shown}`
 * @param rows with a `key` each, by `keyOf`
 */
export function Table({caption, columns, rows, keyOf = row => row.id, hideCaption = false}) {
  return html`<div class="table"><table>
    <caption class=${hideCaption ? 'unseen' : ''}>${caption}</caption>
    <thead><tr>${columns.map(column => html`<th scope="col" key=${column.name}>${column.name}</th>`)}</tr></thead>
    <tbody>${rows.map(row => html`<tr key=${keyOf(row)}>${columns.map(({name, of}) => {
      const value = of(row);
      return html`<td key=${name} data-name=${name}>${
        typeof value === 'object' || value === undefined ? value : html`<${Foreign} text=${value} />`}</td>`;
    })}</tr>`)}</tbody>
  </table></div>`;
}

/** That there is nothing, and what to do about it. */
export function Empty({title = 'Nothing here', children}) {
  return html`<div class="empty"><p>${title}</p>${children}</div>`;
}

/** What went wrong, said in place. */
export function Failure({of, retry}) {
  return of ? html`<div class="failure" role="alert"><p>${of.code ? html`<strong>${of.code}</strong> ` : null}<${Foreign}
    text=${of.message ?? of} /></p>${retry ? html`<button type="button" onClick=${retry}>Try again</button>` : null}</div>` : null;
}

/** A control that may only be looked at, with the reason. */
export function Needs({scope}) {
  return html`<p class="needs">This takes the scope <code>${scope}</code>, which the token you signed in with has not.</p>`;
}

/** A button that shows that it works, and what went wrong. */
export function Action({onDo, children, kind = '', disabled = false, why, ...more}) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState();
  const act = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      await onDo();
    } catch (failed) {
      setFailure(failed);
    }
    setBusy(false);
  };
  return html`<button type="button" class=${kind} disabled=${disabled || busy} aria-busy=${busy} title=${why} onClick=${act}
    ...${more}>${children}</button><${Failure} of=${failure} />`;
}
