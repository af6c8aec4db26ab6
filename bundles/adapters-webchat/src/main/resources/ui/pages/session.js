// SPDX-License-Identifier: Apache-2.0
// One session: what it may, what it does now, and its turns.
import {html, useState} from '../lib.js';
import {Badge, Empty, Failure, Foreign, Speech, span, Table, Time, titleOf} from '../parts/basics.js';
import {newestFirst, useCollection} from '../parts/collection.js';
import {Call, Controls, Glance, Pager, Question, Trail} from '../parts/controls.js';
import {useEvents, useRead} from '../parts/hooks.js';
import {Settings} from '../parts/settings.js';
import {address} from '../router.js';

const SHOWN = 25;
const ENDED = new Set(['finished', 'failed', 'cancelled']);
const REPLY = 160;

export default function Session({api, route}) {
  const [id] = route.path;
  const {value: session, failure, again} = useRead(api, () => api.call('sessions.get', {session: id})
    .then(result => result.session), id, ['session.*'], event => event.payload.session === id);
  const turns = useCollection(api, {
    list: page => api.call('turns.list', {session: id, ...page}).then(result => ({items: result.turns, next: result.next})),
    one: turn => api.call('turns.get', {turn}).then(result => result.turn),
    key: id,
    topics: ['turn.*', 'approval.*', 'tool.in_doubt'],
    idOf: ({payload}) => payload.session === id ? payload.turn : undefined,
  });
  useEvents(api, ['session.erased'], ({payload}) => payload.session === id && turns.again());
  if (session?.id !== id) {
    return html`<${Trail} of=${[['Sessions', '#/sessions'], [id]]} /><h1>Session</h1><${Failure} of=${failure} retry=${again} />`;
  }
  const newest = turns.items.toSorted(newestFirst(turn => turn.id));
  return html`<${Trail} of=${[['Sessions', '#/sessions'], [html`<${Foreign} text=${titleOf(session) || id} />`]]} />
    <div class="row between"><h1><${Foreign} text=${titleOf(session) || session.peer || id} /> <${Badge} kind="state"
      value=${session.state} /></h1><p class="row"><a href=${address('chat', id)}>Open in chat</a>
      <a href=${'#/audit?' + new URLSearchParams({session: id, span: 'all'})}>Its audit records</a></p></div>
    <${Failure} of=${failure} retry=${again} />
    <${Steering} key=${session.state} api=${api} session=${session} />
    <${Glance} of=${[['Session', id], ['Surface', session.surface], ['Peer', session.peer], ['Workspace', session.workspace],
      ['Begun', html`<${Time} at=${session.createdAt} full />`], ['Changed', html`<${Time} at=${session.updatedAt} full />`],
      ['Asks', session.asking && 'the planner’s last question waits for an answer']]} />
    <${Settings} key=${id} api=${api} session=${session} />
    <${Queue} api=${api} turns=${newest.filter(turn => !ENDED.has(turn.state)).reverse()} />
    <${Turns} turns=${newest} of=${turns} />`;
}

/** Holds the session up, or lets it go on. */
function Steering({api, session}) {
  const [asked, setAsked] = useState(false);
  const params = {session: session.id};
  return html`<${Controls} api=${api} scope="sessions:write" label="The session">
    ${session.state === 'active'
      ? html`<${Call} api=${api} method="sessions.pause" params=${params}>Pause</${Call}>`
      : html`<${Call} api=${api} method="sessions.resume" params=${params} kind="main">Resume</${Call}>`}
    ${session.state === 'quarantined' ? null : html`<button type="button" class="danger"
      disabled=${!api.can('sessions.quarantine')} onClick=${() => setAsked(true)}>Quarantine…</button>`}
    <p class="hint">${{active: 'Messages run in their order.', paused: 'Messages are accepted and wait.',
      quarantined: 'Messages are refused, and none runs.'}[session.state]}</p>
  </${Controls}>
  ${asked ? html`<${Question} title="Quarantine this session?" yes="Quarantine" danger onNo=${() => setAsked(false)}
    onYes=${async () => {
      await api.call('sessions.quarantine', params, {once: true});
      setAsked(false);
    }}><p>It refuses messages and runs none until somebody who may reach others’ sessions resumes it.</p></${Question}>` : null}`;
}

/** What runs and what waits, in the order in which it will. */
function Queue({api, turns}) {
  return html`<section aria-labelledby="queue"><h2 id="queue">Now</h2>${turns.length === 0
    ? html`<p class="hint">Nothing runs, and nothing waits.</p>`
    : html`<${Table} caption="Turns that have not ended" hideCaption rows=${turns} columns=${[
        {name: 'Turn', of: turn => html`<a href=${address('sessions', turn.session, turn.id)}><${Foreign} text=${turn.id} /></a>`},
        {name: 'State', of: turn => html`<${Badge} kind="state" value=${turn.state} />`},
        {name: 'Accepted', of: turn => html`<${Time} at=${turn.acceptedAt} />`},
        {name: 'Steps', of: turn => turn.steps},
        {name: 'What to do', of: turn => html`<span class="row">${turn.state === 'waiting_approval'
          ? html`<a href="#/approvals">Decide</a>` : turn.state === 'in_doubt'
            ? html`<a href=${address('sessions', turn.session, turn.id)}>Resolve</a>` : null}
          <${Call} api=${api} method="turns.cancel" params=${{turn: turn.id}}>Cancel</${Call}></span>`},
      ]} />`}</section>`;
}

function Turns({turns, of}) {
  const [page, setPage] = useState(0);
  const pages = Math.max(1, Math.ceil(turns.length / SHOWN));
  const at = Math.min(page, pages - 1);
  return html`<section aria-labelledby="turns"><h2 id="turns">Turns <small class="hint">${of.loading ? 'reading… ' : ''}${
    turns.length.toLocaleString()}${of.more ? ' or more' : ''}</small></h2>
    <${Failure} of=${of.failure} retry=${of.again} />
    ${turns.length ? html`<${Table} caption="Turns, the newest first" hideCaption rows=${turns.slice(at * SHOWN, (at + 1) * SHOWN)}
      columns=${[
      {name: 'Turn', of: turn => html`<a href=${address('sessions', turn.session, turn.id)}><${Time} at=${turn.acceptedAt} /></a>`},
      {name: 'State', of: turn => html`<${Badge} kind="state" value=${turn.state} />`},
      {name: 'Took', of: turn => turn.endedAt && html`<span class="whole">${
        span(new Date(turn.endedAt) - new Date(turn.acceptedAt))}</span>`},
      {name: 'Steps', of: turn => turn.steps},
      {name: 'Outcome', of: turn => turn.error ? html`<div><strong>${turn.error.code}</strong> <${Foreign}
        text=${turn.error.message} /></div>`
        : html`<${Speech} text=${cut(turn.reply ?? '')} />`},
    ]} /><${Pager} page=${at} pages=${pages} onPage=${setPage} label="Pages of turns" />`
      : of.loading ? null : html`<${Empty} title="It has no turns yet." />`}
    ${of.more && !of.loading ? html`<button type="button" class="quiet" onClick=${of.readOn}>Read on</button>` : null}</section>`;
}

function cut(text) {
  return text.length > REPLY ? text.slice(0, REPLY).trimEnd() + '…' : text;
}
