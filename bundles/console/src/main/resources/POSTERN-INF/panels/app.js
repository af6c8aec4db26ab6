// SPDX-License-Identifier: Apache-2.0
// The page: its panels by the address's hash, and how the connection stands.
import {el, foreign} from './dom.js';
import {Wire} from './wire.js';
import {ApprovalsPanel} from './approvals.js';
import {AuditPanel} from './audit.js';
import {CallsPanel} from './calls.js';
import {MarketplacePanel} from './marketplace.js';
import {PluginPanels} from './plugin-panels.js';
import {PolicyPanel} from './policy.js';
import {SessionsPanel} from './sessions.js';

const PANELS = {approvals: ApprovalsPanel, calls: CallsPanel, policy: PolicyPanel, audit: AuditPanel,
  sessions: SessionsPanel, marketplace: MarketplacePanel, panels: PluginPanels};
const STATES = {
  connecting: 'connecting…',
  live: 'live',
  lost: 'connection lost; trying again…',
  'signed-out': 'signed out',
};

const wire = new Wire();
const main = document.getElementById('content');
const state = document.getElementById('state');
const panels = Object.fromEntries(Object.entries(PANELS).map(([name, Panel]) => [name, new Panel(wire)]));
const links = Object.fromEntries(Object.entries(PANELS)
  .map(([name, Panel]) => [name, el('a', {href: '#' + name}, Panel.title)]));
const count = el('span', {class: 'count', hidden: true});

document.getElementById('tabs').append(...Object.values(links));
links.approvals.append(' ', count);
panels.approvals.element.addEventListener('count', ({detail}) => {
  count.textContent = detail;
  count.hidden = detail === 0;
  document.title = (detail ? '(' + detail + ') ' : '') + 'Postern';
});

function chosen() {
  const [name, ...path] = location.hash.slice(1).split('/').map(decodeURIComponent);
  return panels[name] ? {name, path} : {name: 'approvals', path: []};
}

function show() {
  const {name, path} = chosen();
  for (const [each, link] of Object.entries(links)) {
    each === name ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
  }
  if (!wire.hello) {
    return;
  }
  const {scope} = PANELS[name];
  if (!wire.may(scope)) {
    main.replaceChildren(el('p', {class: 'problem'}, 'This panel takes the scope ' + scope
      + ', which the token you signed in with has not.'));
    return;
  }
  main.replaceChildren(panels[name].element);
  panels[name].refresh(path);
}

wire.addEventListener('ready', ({detail}) => {
  document.getElementById('who').replaceChildren(foreign(detail.principal.id));
  if (wire.may(ApprovalsPanel.scope) && chosen().name !== 'approvals') {
    panels.approvals.refresh([]);
  }
  show();
});
wire.addEventListener('event', ({detail}) => {
  if (wire.may(ApprovalsPanel.scope)) {
    panels.approvals.hear(detail);
  }
  const {name} = chosen();
  if (name !== 'approvals') {
    panels[name].hear?.(detail);
  }
});
wire.addEventListener('state', ({detail}) => {
  state.dataset.state = detail;
  state.textContent = STATES[detail];
  if (detail === 'live' && !wire.may('events:read')) {
    state.textContent = 'connected; news take the scope events:read';
  }
  document.body.classList.toggle('stale', detail !== 'live');
  if (detail === 'signed-out') {
    state.append(' ', el('a', {href: '/login?next=' + encodeURIComponent(location.pathname)}, 'sign in'));
  }
});
addEventListener('hashchange', show);
wire.open();
show();
