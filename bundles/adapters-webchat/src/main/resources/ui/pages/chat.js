// SPDX-License-Identifier: Apache-2.0
// A conversation: what was said, what was done for it, and where a person goes on.
import {html, useEffect, useLayoutEffect, useRef, useState} from '../lib.js';
import {address} from '../router.js';
import {Conversation, hasEnded} from '../store.js';
import {useApprovals} from '../parts/approval.js';
import {Failure, Foreign, Needs, titleOf} from '../parts/basics.js';
import {Composer} from '../parts/composer.js';
import {Conversations} from '../parts/conversations.js';
import {useConnection, useRead} from '../parts/hooks.js';
import {Speaker} from '../parts/speaker.js';
import {Turn} from '../parts/turn.js';

const SHOWN = 30;
/** How near to the end, in pixels, a reader is taken to read along. */
const NEAR = 120;
/** What is left above a card that a reader is taken to, in pixels. */
const ABOVE = 60;
/** The conversation that was begun here last, in which the keyboard stays with who began it. */
let begun;

export default function Chat({api, route}) {
  const [id] = route.path;
  const [list, setList] = useState(false);
  useEffect(() => setList(false), [id]);
  return html`<div class="columns ${list ? 'listing' : ''}">
    <aside aria-label="Conversations"><button type="button" class="quiet toggle" aria-expanded=${list}
      onClick=${() => setList(!list)}>${list ? 'Hide conversations' : 'Conversations'}</button>
      <${Conversations} api=${api} chosen=${id} /></aside>
    <div class="talk">${id ? html`<${Talk} key=${id} api=${api} session=${id} />` : html`<${Begin} api=${api} />`}</div>
  </div>`;
}

/** Nothing said yet: the first message makes the session. */
function Begin({api}) {
  useConnection(api);
  const begin = async message => {
    const {text} = message;
    const thread = ([...text.replace(/[\p{C}\s]+/gu, ' ')].slice(0, 48).join('').trim() || 'Files') + ' · ' + crypto.randomUUID().slice(0, 4);
    const {session} = await sendOnce(api, {...message, thread}, 'queue');
    begun = session;
    location.hash = address('chat', session);
  };
  return html`<div class="log begin"><h1>What shall be done?</h1>
      <p class="hint">Ask, or call a tool by its name: <code>/time.now zone=Europe/Zurich</code>, <code>/help</code>.</p></div>
    ${api.may('messages:write') ? html`<${Composer} api=${api} place="" running=${false} onSend=${begin} />` : html`<${Needs} scope="messages:write" />`}`;
}

function Talk({api, session}) {
  const [, draw] = useState(0);
  const [most, setMost] = useState(SHOWN);
  const [notice, setNotice] = useState();
  const talk = useRef();
  const log = useRef();
  const near = useRef(true);
  useConnection(api);
  const {value: known, failure: unknown} = useRead(api, async () => (await api.call('sessions.get', {session})).session, session,
    ['session.updated'], event => event.payload.session === session);
  useEffect(() => {
    talk.current = new Conversation(api, session, () => draw(count => count + 1));
    draw(count => count + 1);
    return () => talk.current.close();
  }, [api, session]);
  const {approvals, decided} = useApprovals(api, session);
  useLayoutEffect(() => {
    if (near.current && log.current) {
      log.current.scrollTop = wanted(log.current);
    }
  });
  const {running, failure, loading} = talk.current ?? {loading: true};
  const turns = talk.current?.shown ?? [];
  const send = async (message, mode) => {
    near.current = true;
    const {fellBack} = await sendOnce(api, {...message, session}, mode);
    setNotice(fellBack ? 'This gateway cannot ' + mode + ' a turn; the message waits for the next.' : undefined);
  };
  const stop = async () => {
    try {
      await Promise.all(talk.current.turns.filter(turn => !hasEnded(turn)).map(turn =>
        api.call('turns.cancel', {turn: turn.id}, {once: true})));
      setNotice(undefined);
    } catch (failed) {
      setNotice(failed.message);
    }
  };
  const scrolled = event => {
    near.current = wanted(event.currentTarget) - event.currentTarget.scrollTop < NEAR;
  };
  return html`<header class="row between head"><h1><${Foreign} text=${known ? titleOf(known) : session} /></h1>
      <a href=${address('sessions', session)}>Details</a></header>
    <${Failure} of=${unknown ?? failure} />
    <div class="log" role="region" aria-label="Conversation" tabindex="0" ref=${log} onScroll=${scrolled}>
      ${turns.length > most ? html`<button type="button" class="quiet" onClick=${() => {
        near.current = false;
        setMost(most + 100);
      }}>Show earlier; ${turns.length - most} more</button>` : null}
      ${loading && turns.length === 0 ? html`<p class="note">Reading…</p>` : null}
      ${turns.slice(-most).map(turn => html`<${Turn} key=${turn.id} api=${api} turn=${turn} approvals=${approvals} decided=${decided} />`)}
    </div>
    <${Speaker} turn=${turns.at(-1)} />
    ${notice ? html`<p class="note" role="status">${notice}</p>` : null}
    ${api.may('messages:write') ? html`<${Composer} api=${api} place=${session} begins=${begun === session}
      running=${running !== undefined} onSend=${send} onStop=${stop} />`
      : html`<${Needs} scope="messages:write" />`}`;
}

/** Where a reader reads along: at the end but, where a word is wanted, not beyond the beginning of what it is about. */
function wanted(log) {
  const end = log.scrollHeight - log.clientHeight;
  const asked = log.querySelector('.approval:not(.decided)');
  return asked ? Math.max(0, Math.min(end, log.scrollTop + asked.getBoundingClientRect().top
    - log.getBoundingClientRect().top - ABOVE)) : end;
}

/** Sends until it is certain that the message was taken, once: a lost connection says nothing of that, the key does. */
async function sendOnce(api, message, mode) {
  // half of a character is no text, and would be refused
  const params = {...message, text: message.text.toWellFormed(), ...(mode === 'queue' ? {} : {mode})};
  const once = crypto.randomUUID();
  for (;;) {
    try {
      return await api.call('messages.send', params, {once});
    } catch (failure) {
      if (failure.code === 'disconnected') {
        await opened(api);
      } else if (mode !== 'queue' && ['unavailable', 'invalid_params', 'precondition_failed'].includes(failure.code)) {
        return {...await sendOnce(api, message, 'queue'), fellBack: true};
      } else {
        throw failure;
      }
    }
  }
}

function opened(api) {
  return api.state === 'open' ? Promise.resolve() : new Promise(done => {
    const end = api.onState(state => {
      if (state === 'open') {
        end();
        done();
      }
    });
  });
}
