// SPDX-License-Identifier: Apache-2.0
// A button that is kept pressed, by pointer or by the space or the enter key. Whatever ends the press lets go at once: so
// does losing the focus, the window, the page or the connection.
import {html, useEffect, useRef, useState} from '../lib.js';

const BEAT_MS = 500;
const ENDED = new Set(['finished', 'failed', 'denied', 'cancelled', 'previewed', 'in_doubt']);
const KEYS = new Set([' ', 'Enter']);

/** What is held, from the press to whatever ends it; a beat every 500 ms. */
class Hold {
  #api;
  #approval;
  #tell;
  #beat;
  #life = new AbortController();
  #ends;

  constructor(api, {id, call}, tell) {
    this.#api = api;
    this.#approval = id;
    this.#tell = tell;
    const {signal} = this.#life;
    addEventListener('blur', () => this.letGo('the window lost the focus'), {signal});
    addEventListener('pagehide', () => this.letGo('the page was left'), {signal});
    document.addEventListener('visibilitychange', () => document.hidden && this.letGo('the page was hidden'), {signal});
    this.#ends = [
      api.onState(state => state !== 'open' && this.#stop('released', 'the connection was lost', false)),
      api.on('tool.finished', ({payload}) => payload.call === call && this.#stop('ended', payload.state, false)),
    ];
  }

  begin() {
    if (this.#beat || this.#api.state !== 'open') {
      return;
    }
    this.#beat = setInterval(() => this.#send(), BEAT_MS);
    this.#tell('holding', 'It runs for as long as you hold.');
    this.#send();
  }

  letGo(why) {
    this.#stop('released', why, true);
  }

  forget() {
    this.letGo('the page moved on');
    this.#life.abort();
    this.#ends.forEach(end => end());
  }

  #send() {
    this.#api.call('approvals.hold', {approval: this.#approval}).then(
      answer => ENDED.has(answer.callState) && this.#stop('ended', answer.callState, false),
      failure => this.#stop('failed', failure.code + ': ' + failure.message, true));
  }

  #stop(how, word, release) {
    if (!this.#beat) {
      return;
    }
    clearInterval(this.#beat);
    this.#beat = undefined;
    if (release) {
      this.#api.call('approvals.hold', {approval: this.#approval, release: true}).catch(() => {
        // without a connection the gateway lets go by itself
      });
    }
    this.#tell(how, word);
  }
}

/**
 * The button.
 *
 * @param approval what is held, and its call
 * @param onHold is told how it stands: ('holding' | 'released' | 'ended' | 'failed', word)
 */
export function HoldButton({api, approval, disabled, onHold}) {
  const [held, setHeld] = useState(false);
  const hold = useRef();
  const latest = useRef(onHold);
  latest.current = onHold;
  useEffect(() => {
    hold.current = new Hold(api, approval, (how, word) => {
      setHeld(how === 'holding');
      latest.current(how, word);
    });
    return () => hold.current.forget();
  }, [api, approval.id]);
  const down = event => {
    if (event.button === 0) {
      event.preventDefault();
      event.currentTarget.focus();
      event.currentTarget.setPointerCapture(event.pointerId);
      hold.current.begin();
    }
  };
  const up = () => hold.current.letGo('let go');
  const key = then => event => {
    if (KEYS.has(event.key)) {
      event.preventDefault();
      then(event);
    }
  };
  return html`<button type="button" class="hold" aria-pressed=${held ? 'true' : 'false'} disabled=${disabled}
    onPointerDown=${down} onPointerUp=${up} onPointerCancel=${up} onLostPointerCapture=${up}
    onKeyDown=${key(event => event.repeat || hold.current.begin())} onKeyUp=${key(up)}
    onContextMenu=${event => event.preventDefault()} onBlur=${() => hold.current.letGo('the button lost the focus')}>
    <span>${held ? 'Running; let go to stop' : 'Hold to run'}</span></button>`;
}
