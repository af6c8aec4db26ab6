// SPDX-License-Identifier: Apache-2.0
// The sessions that there are, those in which something happened last on top.
import {html, useEffect, useRef, useState} from '../lib.js';
import {address} from '../router.js';
import {Empty, Failure, Foreign, Time, titleOf} from './basics.js';
import {useEvents, useRead} from './hooks.js';

const SHOWN = 40;

/** The list, with a filter; only a part of a long one is drawn. */
export function Conversations({api, chosen}) {
  const [filter, setFilter] = useState('');
  const [most, setMost] = useState(SHOWN);
  const touched = useRef(new Map());
  const {value, failure, again} = useRead(api, () => api.pages('sessions.list', {}, 'sessions'), 'sessions',
    ['session.created', 'session.updated', 'session.erased']);
  const [, draw] = useState(0);
  useEvents(api, ['turn.accepted', 'turn.finished'], ({payload, at}) => {
    touched.current.set(payload.session, at);
    draw(count => count + 1);
  });
  useEffect(() => setMost(SHOWN), [filter]);
  const wanted = filter.toLowerCase();
  const last = session => touched.current.get(session.id) ?? session.createdAt;
  const found = (value ?? []).filter(session => (session.thread + ' ' + session.peer + ' ' + session.surface + ' ' + session.id)
    .toLowerCase().includes(wanted)).sort((one, other) => last(other).localeCompare(last(one)));
  return html`<div class="conversations">
    <a class="button main new" href=${address('chat')} aria-current=${chosen ? null : 'page'}>New chat</a>
    <input type="search" placeholder="Filter" aria-label="Filter conversations" value=${filter}
      onInput=${event => setFilter(event.currentTarget.value)} />
    <${Failure} of=${failure} retry=${again} />
    ${value && found.length === 0 ? html`<${Empty} title=${wanted ? 'None matches.' : 'No conversation yet.'} />` : null}
    <ul>${found.slice(0, most).map(session => html`<li key=${session.id}><a href=${address('chat', session.id)}
      aria-current=${session.id === chosen ? 'page' : null} data-session=${session.id}>
      <span class="name"><${Foreign} text=${titleOf(session)} /></span>
      <small>${session.surface === 'gateway' ? null : html`<${Foreign} text=${session.surface} /> · `}${
        session.state === 'active' ? null : session.state + ' · '}<${Time} at=${last(session)} /></small></a></li>`)}</ul>
    ${found.length > most ? html`<button type="button" class="quiet" onClick=${() => setMost(most + 200)}>Show more of ${found.length}</button>` : null}
  </div>`;
}
