// SPDX-License-Identifier: Apache-2.0
// All sessions: searched, told by what they do now, a page of them at a time.
import {html, useEffect, useMemo, useState} from '../lib.js';
import {Badge, Empty, Failure, Foreign, Table, Time, titleOf} from '../parts/basics.js';
import {newestFirst, useCollection} from '../parts/collection.js';
import {Pager, useFilter} from '../parts/controls.js';
import {useRead} from '../parts/hooks.js';
import {address} from '../router.js';

const SHOWN = 50;
const IN_TEXT = ['id', 'peer', 'thread', 'surface', 'workspace'];
/** What a session can be found by: its own state, or that of a turn that has not ended. */
const STATES = ['running', 'waiting_approval', 'in_doubt', 'queued', 'active', 'paused', 'quarantined'];

export default function Sessions({api, route}) {
  const {items, loading, failure, more, readOn, again} = useCollection(api, {
    list: page => api.call('sessions.list', page).then(({sessions, next}) => ({items: sessions, next})),
    one: session => api.call('sessions.get', {session}).then(result => result.session),
    key: 'sessions',
    topics: ['session.*'],
    idOf: event => event.payload.session,
  });
  const open = useOpenTurns(api);
  const [filter, change] = useFilter('sessions', route.query, ['text', 'state']);
  const [page, setPage] = useState(0);
  const found = useMemo(() => items.filter(session => matches(session, filter, open))
    .sort(newestFirst(session => session.createdAt)),
  [items, filter, open]);
  useEffect(() => setPage(0), [filter]);
  const pages = Math.max(1, Math.ceil(found.length / SHOWN));
  const at = Math.min(page, pages - 1);
  return html`<div class="row between"><h1>Sessions</h1><${Counts} items=${items} open=${open} chosen=${filter.state}
      onChoose=${state => change({state: state === filter.state ? '' : state})} /></div>
    <form class="filter" role="search" onSubmit=${event => event.preventDefault()}>
      <label class="wide">Find <input type="search" value=${filter.text} maxlength="200" spellcheck=${false}
        placeholder="peer, thread, surface, workspace or id" onInput=${event => change({text: event.target.value})} /></label>
      <label>State <select value=${filter.state} onChange=${event => change({state: event.target.value})}>
        <option value="">any</option>${STATES.map(state => html`<option key=${state} value=${state}>${state.replace('_', ' ')}</option>`)}
      </select></label>
    </form>
    <${Failure} of=${failure} retry=${again} />
    <p class="hint" role="status">${told(items, found, loading, more)}${more && !loading
      ? html` The newest may not be among them. <button type="button" class="quiet" onClick=${readOn}>Read on</button>` : null}</p>
    ${found.length ? html`<${Table} caption="Sessions, the newest first" hideCaption rows=${found.slice(at * SHOWN, (at + 1) * SHOWN)}
        columns=${columns(open)} /><${Pager} page=${at} pages=${pages} onPage=${setPage} label="Pages of sessions" />`
      : loading ? null : html`<${Empty} title=${items.length ? 'No session is like that.' : 'There is no session yet.'} />`}`;
}

/** The turns that have not ended, by session. */
function useOpenTurns(api) {
  const {value} = useRead(api, async () => {
    const by = new Map();
    (await api.pages('turns.list', {}, 'turns')).forEach(turn => {
      by.set(turn.session, [...(by.get(turn.session) ?? []), turn]);
    });
    return by;
  }, 'open', ['turn.accepted', 'turn.started', 'turn.finished', 'turn.failed', 'turn.cancelled', 'approval.*',
    'tool.in_doubt']);
  return value ?? NONE;
}

const NONE = new Map();

function matches(session, {text, state}, open) {
  const wanted = text.trim().toLowerCase();
  return (!wanted || IN_TEXT.some(name => (session[name] ?? '').toLowerCase().includes(wanted)))
    && (!state || session.state === state || (open.get(session.id) ?? []).some(turn => turn.state === state));
}

function told(items, found, loading, more) {
  const all = items.length.toLocaleString() + (more ? ' or more' : '');
  return loading ? 'Reading… ' + items.length.toLocaleString() + ' so far'
    : found.length === items.length ? all + (items.length === 1 ? ' session' : ' sessions')
      : found.length.toLocaleString() + ' of ' + all;
}

/** What wants an eye, as ways to see only that. */
function Counts({items, open, chosen, onChoose}) {
  const turns = [...open.values()].flat();
  const counts = STATES.filter(state => state !== 'active').map(state => [state,
    turns.filter(turn => turn.state === state).length + items.filter(session => session.state === state).length]);
  return html`<div class="row chips" role="group" aria-label="What wants an eye">${counts.filter(([state, count]) =>
    count || state === chosen).map(([state, count]) => html`<button key=${state} type="button" class="chip"
      aria-pressed=${state === chosen} onClick=${() => onChoose(state)}>${count.toLocaleString()} ${state.replace('_', ' ')}</button>`)}</div>`;
}

function columns(open) {
  return [
    {name: 'Session', of: session => html`<div><a href=${address('sessions', session.id)}><${Foreign}
      text=${titleOf(session) || session.peer || session.id} /></a><small class="under"><${Foreign} text=${session.id} /></small></div>`},
    {name: 'State', of: session => html`<span class="badges">${session.state === 'active' ? html`<span class="hint">active</span>`
      : html`<${Badge} kind="state" value=${session.state} />`}${
      (open.get(session.id) ?? []).slice(0, 3).map(turn => html`<${Badge} key=${turn.id} kind="turn" value=${turn.state} />`)}</span>`},
    {name: 'Surface', of: session => session.surface},
    {name: 'Peer', of: session => html`<span class="breaks"><${Foreign} text=${session.peer} /></span>`},
    {name: 'Begun', of: session => html`<${Time} at=${session.createdAt} />`},
    {name: 'Changed', of: session => html`<${Time} at=${session.updatedAt} />`},
  ];
}
