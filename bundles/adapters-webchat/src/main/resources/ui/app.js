// SPDX-License-Identifier: Apache-2.0
// The frame: sign-in, navigation, how the connection stands, and the page that the address names.
import {html, render, useEffect, useErrorBoundary, useRef, useState} from './lib.js';
import {Api} from './api.js';
import {Failure, Foreign, Needs} from './parts/basics.js';
import {useConnection} from './parts/hooks.js';
import {usePending} from './parts/pending.js';
import {usePanels} from './parts/panels.js';
import {SignIn, signOut} from './parts/signin.js';
import {address, PLACES, route} from './router.js';

const STATES = {
  connecting: 'Connecting…',
  open: 'Live',
  closed: 'Connection lost; trying again…',
  'signed-out': 'Signed out',
};

const api = new Api();

function useRoute() {
  const [now, setNow] = useState(() => route(location.hash));
  useEffect(() => {
    const change = () => setNow(route(location.hash));
    addEventListener('hashchange', change);
    return () => removeEventListener('hashchange', change);
  }, []);
  return now;
}

function App() {
  const at = useRoute();
  const state = useConnection(api);
  const pending = usePending(api);
  const panels = usePanels(api);
  const [menu, setMenu] = useState(false);
  const known = api.hello !== undefined;
  const signedOut = state === 'signed-out';
  const before = useRef(signedOut);
  useEffect(() => {
    // whoever signed in by the keyboard goes on at the page, not at the top
    if (before.current && !signedOut) {
      document.getElementById('main').focus();
    }
    before.current = signedOut;
  }, [signedOut]);
  useEffect(() => setMenu(false), [at]);
  useEffect(() => {
    document.title = (pending ? '(' + pending + ') ' : '') + at.place.title + ' · Postern';
  }, [at, pending]);
  return html`
    <a class="skip" href="#main" onClick=${skip}>Skip to the page</a>
    <div class="frame ${state}" inert=${state === 'signed-out'}>
      <header class="bar">
        <button type="button" class="menu" aria-expanded=${menu} aria-controls="nav" onClick=${() => setMenu(!menu)}>
          <span aria-hidden="true">☰</span> <span class="unseen">Menu</span>${pending
            ? html`<span class="count" aria-hidden="true">${pending}</span>` : null}</button>
        <a class="brand" href="#/chat">Postern</a>
        <p class="state" role="status" data-state=${state}>${STATES[state]}</p>
        ${known ? html`<p class="who"><${Foreign} text=${api.hello.principal.id} /></p>
          <button type="button" class="quiet" onClick=${() => signOut(api)}>Sign out</button>` : null}
      </header>
      <nav id="nav" aria-label="Pages" class=${menu ? 'open' : ''}><ul>
        ${PLACES.map(place => html`<li key=${place.name}><a href=${address(place.name)}
          aria-current=${at.place.name === place.name ? 'page' : null}>${place.title}${
            place.name === 'approvals' && pending ? html` <span class="count">${pending}<span class="unseen"> waiting</span></span>` : null}</a></li>`)}
        ${panels.map(panel => html`<li key=${'panel ' + panel.id}><a href=${address('panels', panel.id)}
          aria-current=${at.place.name === 'panels' && at.path[0] === panel.id ? 'page' : null}><${Foreign}
          text=${panel.title} /></a></li>`)}
      </ul></nav>
      <main id="main" tabindex="-1">${known ? html`<${Shown} key=${at.page} at=${at} />` : null}</main>
    </div>
    ${state === 'signed-out' ? html`<${SignIn} api=${api} again=${known} />` : null}
    <div id="said" class="unseen" aria-live="polite"></div>`;
}

/** The page's module, loaded when it is first wanted. */
function Shown({at}) {
  const [module, setModule] = useState({});
  const [broken, forgive] = useErrorBoundary(error => console.error(error));
  const root = useRef();
  const {scope} = at.place;
  useEffect(() => {
    import('./pages/' + at.page + '.js').then(loaded => setModule({Page: loaded.default}),
      () => setModule({failure: {message: 'this page could not be loaded'}}));
  }, [at.page]);
  useEffect(() => {
    // whoever goes to another page by the keyboard goes on there, not at the top
    if (module.Page && document.activeElement?.closest('nav')) {
      document.getElementById('main').focus();
    }
  }, [module]);
  if (broken) {
    return html`<${Failure} of=${{message: 'this page failed: ' + broken.message}} retry=${forgive} />`;
  }
  return html`<div ref=${root} class="page ${at.page}">${!api.may(scope)
    ? html`<h1>${at.place.title}</h1><${Needs} scope=${scope} />`
    : module.failure ? html`<${Failure} of=${module.failure} />`
      : module.Page ? html`<${module.Page} api=${api} route=${at} />` : null}</div>`;
}

function skip(event) {
  event.preventDefault();
  document.getElementById('main').focus();
}

api.open();
render(html`<${App} />`, document.getElementById('app'));
