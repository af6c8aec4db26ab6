// SPDX-License-Identifier: Apache-2.0
// The sessions that there are, those in which something happened last on top.
import {html, useEffect, useMemo, useRef, useState} from '../lib.js';
import {address} from '../router.js';
import {Empty, Failure, Foreign, Time, titleOf} from './basics.js';
import {newestFirst, useCollection} from './collection.js';
import {useEvents} from './hooks.js';

const SHOWN = 40;
const IN_TEXT = ['thread', 'peer', 'surface', 'id'];

/** The list, with a filter; only a part of a long one is drawn. */
export function Conversations({api, chosen}) {
  const [filter, setFilter] = useState('');
  const [most, setMost] = useState(SHOWN);
  const touched = useRef(new Map());
  const [touches, setTouches] = useState(0);
  const {items, loading, failure, again} = useCollection(api, {
    list: page => api.call('sessions.list', page).then(({sessions, next}) => ({items: sessions, next})),
    one: session => api.call('sessions.get', {session}).then(result => result.session),
    key: 'conversations',
    topics: ['session.*'],
    idOf: event => event.payload.session,
  });
  useEvents(api, ['turn.accepted', 'turn.finished'], ({payload, at}) => {
    touched.current.set(payload.session, at);
    setTouches(count => count + 1);
  });
  useEffect(() => setMost(SHOWN), [filter]);
  const wanted = filter.toLowerCase();
  const last = session => touched.current.get(session.id) ?? session.createdAt;
  const matching = useMemo(() => items.filter(session =>
    IN_TEXT.some(name => (session[name] ?? '').toLowerCase().includes(wanted))), [items, wanted]);
  const found = useMemo(() => matching.toSorted(newestFirst(last)), [matching, touches]);
  return html`<div class="conversations">
    <a class="button main new" href=${address('chat')} aria-current=${chosen ? null : 'page'}>New chat</a>
    <input type="search" placeholder="Filter" aria-label="Filter conversations" value=${filter}
      onInput=${event => setFilter(event.currentTarget.value)} />
    <${Failure} of=${failure} retry=${again} />
    ${!loading && found.length === 0 ? html`<${Empty} title=${wanted ? 'None matches.' : 'No conversation yet.'} />` : null}
    <ul>${found.slice(0, most).map(session => html`<li key=${session.id}><a href=${address('chat', session.id)}
      aria-current=${session.id === chosen ? 'page' : null} data-session=${session.id}>
      <span class="name"><${Foreign} text=${titleOf(session)} /></span>
      <small>${session.surface === 'gateway' ? null : html`<${Foreign} text=${session.surface} /> · `}${
        session.state === 'active' ? null : session.state + ' · '}<${Time} at=${last(session)} /></small></a></li>`)}</ul>
    ${found.length > most ? html`<button type="button" class="quiet" onClick=${() => setMost(most + 200)}>Show more of ${found.length}</button>` : null}
  </div>`;
}
