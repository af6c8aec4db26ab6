// SPDX-License-Identifier: Apache-2.0
// What may be done, what may not and why, and a question before what cannot be taken back.
import {html, useEffect, useRef, useState} from '../lib.js';
import {Action, Facts, Failure, Needs} from './basics.js';

/** Controls that take one scope: without it they are there, disabled, with the reason beside them. */
export function Controls({api, scope, label, children}) {
  return html`<div class="controls"><div class="row" role="group" aria-label=${label}>${children}</div>${
    api.may(scope) ? null : html`<${Needs} scope=${scope} />`}</div>`;
}

/** A button that calls a method once; disabled for whoever may not, and where the gateway does not serve it. */
export function Call({api, method, params, then, children, ...more}) {
  return html`<${Action} ...${more} disabled=${more.disabled || !api.can(method)}
    why=${api.can(method) ? more.why : method + ' is not for you, or is not served now'} onDo=${async () => {
      const result = await api.call(method, params, {once: true});
      await then?.(result);
    }}>${children}</${Action}>`;
}

/**
 * A question over the page; Escape and "Keep as it is" say no.
 *
 * @param onYes does it; what it throws is shown and the question stays
 * @param onNo closes
 */
export function Question({title, yes, danger = false, onYes, onNo, children}) {
  const dialog = useRef();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current.showModal();
    return () => before?.isConnected && before.focus();
  }, []);
  const act = async event => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    try {
      await onYes();
    } catch (failed) {
      setFailure(failed);
      setBusy(false);
    }
  };
  return html`<dialog ref=${dialog} class="question" aria-labelledby="question-title" onCancel=${event => {
    event.preventDefault();
    busy || onNo();
  }}>
    <form onSubmit=${act}>
      <h2 id="question-title">${title}</h2>
      ${children}
      <${Failure} of=${failure} />
      <div class="row end">
        <button type="button" autofocus disabled=${busy} onClick=${onNo}>Keep as it is</button>
        <button type="submit" class=${danger ? 'danger' : 'main'} disabled=${busy} aria-busy=${busy}>${yes}</button>
      </div>
    </form>
  </dialog>`;
}

/** What is to be seen at a glance: `Facts` side by side. */
export function Glance({of}) {
  return html`<div class="glance"><${Facts} of=${of} /></div>`;
}

/** From page to page of what is too long for one. */
export function Pager({page, pages, onPage, label}) {
  return pages < 2 ? null : html`<nav class="row pager" aria-label=${label}>
    <button type="button" disabled=${page === 0} onClick=${() => onPage(page - 1)}>Previous</button>
    <span>Page ${page + 1} of ${pages.toLocaleString()}</span>
    <button type="button" disabled=${page >= pages - 1} onClick=${() => onPage(page + 1)}>Next</button>
  </nav>`;
}

/** Where a page stands under others. */
export function Trail({of}) {
  return html`<nav class="trail" aria-label="Where this is"><ol>${of.map(([title, href]) => html`<li key=${href}>${href
    ? html`<a href=${href}>${title}</a>` : html`<span aria-current="page">${title}</span>`}</li>`)}</ol></nav>`;
}

/**
 * Keeps what was filtered by in the address, so that a way back, a reload and a link to a colleague show the same.
 *
 * @returns the filter, what changes members of it, and a number that is another one when an address was followed
 */
export function useFilter(place, query, names) {
  const [filter, setFilter] = useState(() => filterOf(query, names));
  const [followed, setFollowed] = useState(0);
  const known = useRef(query);
  useEffect(() => {
    if (known.current !== query) {
      known.current = query;
      setFilter(filterOf(query, names));
      setFollowed(count => count + 1);
    }
  }, [query]);
  useEffect(() => {
    const chosen = Object.entries(filter).filter(([, value]) => value !== '');
    const text = new URLSearchParams(chosen).toString();
    history.replaceState(null, '', '#/' + place + (text ? '?' + text : ''));
  }, [filter]);
  return [filter, change => setFilter(before => ({...before, ...change})), followed];
}

function filterOf(query, names) {
  return Object.fromEntries(names.map(name => [name, query[name] ?? '']));
}
