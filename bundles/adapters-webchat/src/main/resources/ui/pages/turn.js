// SPDX-License-Identifier: Apache-2.0
// One turn from its message to its end.
import {html, useCallback, useEffect, useRef, useState} from '../lib.js';
import {Badge, Failure, Foreign, Speech, span, Time} from '../parts/basics.js';
import {Call, Controls, Glance, Trail} from '../parts/controls.js';
import {useConnection, useEvents, useRead} from '../parts/hooks.js';
import {spent, Steps, tokens} from '../parts/steps.js';
import {isOver, timeline} from '../parts/timeline.js';
import {address} from '../router.js';

const PAGE = 500;
const SOON_MS = 150;
const ENDED = new Set(['finished', 'failed', 'cancelled']);

export default function Turn({api, route}) {
  const [session, id] = route.path;
  const {value: turn, failure, again} = useRead(api, () => api.call('turns.get', {turn: id}).then(result => result.turn), id,
    ['turn.*', 'approval.*', 'tool.*', 'session.erased'], ({topic, payload}) => payload.turn === id
      || topic === 'session.erased' && payload.session === session);
  const journal = useJournal(api, session, id);
  const told = timeline(journal.records);
  const trail = html`<${Trail} of=${[['Sessions', '#/sessions'], [html`<${Foreign} text=${session} />`, address('sessions', session)],
    [html`<${Foreign} text=${id} />`]]} />`;
  if (turn?.id !== id) {
    return html`${trail}<h1>Turn</h1><${Failure} of=${failure} retry=${again} />`;
  }
  return html`${trail}
    <div class="row between"><h1>Turn <${Badge} kind="state" value=${turn.state} /></h1>
      <p class="row"><a href=${'#/audit?' + new URLSearchParams({session, span: 'all'})}>Audit of its session</a></p></div>
    <${Failure} of=${failure ?? journal.failure} retry=${again} />
    ${ENDED.has(turn.state) ? null : html`<${Controls} api=${api} scope="sessions:write" label="The turn"><${Call} api=${api}
      method="turns.cancel" params=${{turn: id}} kind="danger">Cancel the turn</${Call}></${Controls}>`}
    <${Glance} of=${facts(turn, told)} />
    <${Said} title="Message" text=${message(told.message)} />
    <section aria-labelledby="timeline"><h2 id="timeline">Timeline</h2>
      ${journal.loading ? html`<p class="hint" role="status">Reading the session’s journal… ${journal.read.toLocaleString()} records</p>` : null}
      <${Steps} api=${api} turn=${told} id=${id} state=${turn.state} />
      ${journal.pruned ? html`<p class="hint">The journal’s older records are not kept any more; the row above is.</p>` : null}
    </section>
    ${turn.error ? html`<section aria-labelledby="why"><h2 id="why">Why it ended</h2><${Failure} of=${turn.error} /></section>` : null}
    <${Said} title="Reply" text=${turn.reply} />`;
}

function Said({title, text}) {
  const id = 'said-' + title;
  return text ? html`<section aria-labelledby=${id}><h2 id=${id}>${title}</h2><div class="card"><${Speech} text=${text} /></div>
    </section>` : null;
}

function facts(turn, told) {
  const {totals} = told;
  const usage = turn.usage ?? totals.usage;
  const ended = turn.endedAt ? Date.parse(turn.endedAt) : undefined;
  return [
    ['Accepted', html`<${Time} at=${turn.acceptedAt} full />`],
    ['Waited', told.started ? span(told.started - told.begun) : undefined],
    ['Took', ended ? span(ended - Date.parse(turn.acceptedAt)) : undefined],
    ['Steps', String(turn.steps)],
    ['Commits', String(turn.commits)],
    ['Model exchanges', totals.exchanges ? totals.exchanges + (totals.failed ? ', ' + totals.failed + ' failed' : '') : undefined],
    ['Tokens', usage && tokens(usage)],
    ['Cost', usage && spent(usage)],
    ['Ended by', told.end?.end ?? (told.end?.by && 'cancelled by ' + told.end.by)],
    ['Reply handed over', told.emitted ? '+' + span(told.emitted - told.begun) : undefined],
  ];
}

function message(accepted) {
  return accepted?.payload.erased ? '(erased)'
    : accepted?.payload.parts?.map(part => part.text ?? '[' + (part.name ?? part.mediaType ?? 'attachment') + ']').join('\n');
}

/**
 * The turn's journal records, once each: those from before by page, those to come from where the last page ended.
 */
function useJournal(api, session, turn) {
  const [shown, setShown] = useState({records: [], loading: true, read: 0});
  const now = useRef();
  const connection = useConnection(api);
  const read = useCallback(async () => {
    const mine = now.current;
    if (!mine || mine.reading) {
      mine && (mine.again = true);
      return;
    }
    mine.reading = true;
    try {
      do {
        mine.again = false;
        await readOn(api, session, turn, mine, () => mine === now.current && setShown({records: [...mine.records.values()],
          loading: !mine.whole, read: mine.read, pruned: mine.pruned}));
      } while (mine.again && mine === now.current);
    } catch (failure) {
      if (mine === now.current && failure.code !== 'disconnected') {
        setShown(before => ({...before, failure, loading: false}));
      }
    } finally {
      mine.reading = false;
    }
  }, [api, session, turn]);
  const begin = useCallback(() => {
    now.current = {records: new Map(), read: 0, whole: false};
    read();
  }, [read]);
  useEffect(() => {
    setShown({records: [], loading: true, read: 0});
    begin();
    return () => {
      now.current = undefined;
    };
  }, [begin]);
  useEffect(() => api.onReset(begin), [begin]);
  useEffect(() => {
    connection === 'open' && read();
  }, [connection]);
  const timer = useRef();
  useEvents(api, ['turn.*', 'tool.*', 'approval.*', 'message.*', 'session.erased'], ({topic, payload}) => {
    if (payload.session === session && (topic === 'session.erased' || payload.turn === turn)) {
      if (topic === 'session.erased') {
        begin();
        return;
      }
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        read();
      }, SOON_MS);
    }
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return shown;
}

async function readOn(api, session, turn, mine, show) {
  for (let more = true; more;) {
    const {records, next} = await api.call('sessions.history', {session, limit: PAGE, ...(mine.last ? {next: mine.last} : {})});
    const ours = records.filter(record => record.turn === turn);
    ours.forEach(record => mine.records.set(record.cursor, record));
    mine.read += records.length;
    mine.last = records.at(-1)?.cursor ?? mine.last;
    // other turns' records may follow for ever: this one's end is enough
    more = Boolean(next) && !isOver([...mine.records.values()]);
    mine.whole = !more;
    mine.pruned = mine.whole && mine.records.size > 0
      && ![...mine.records.values()].some(record => record.type === 'turn.accepted');
    show();
  }
}
