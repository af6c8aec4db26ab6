// SPDX-License-Identifier: Apache-2.0
// A button that is kept pressed, by pointer or by the space key. Whatever ends the press lets go at once: so does losing
// the focus, the window, the page or the connection.
import {el} from './dom.js';

const BEAT_MS = 500;
const ENDED = new Set(['finished', 'failed', 'denied', 'cancelled', 'previewed', 'in_doubt']);

/**
 * @param wire the connection
 * @param approval what is held, and its call
 * @param tell is told how it stands: ('holding' | 'released' | 'ended' | 'failed', word)
 */
export function holdButton(wire, {id: approval, call}, tell) {
  const control = el('button', {type: 'button', class: 'hold', 'aria-pressed': 'false'},
    'Hold to run');
  const life = new AbortController();
  const {signal} = life;
  let beat;

  const send = () => wire.call('approvals.hold', {approval})
    .then(answer => {
      if (ENDED.has(answer.callState)) {
        stop('ended', answer.callState, false);
      }
    }, failure => stop('failed', failure.code + ': ' + failure.message, true));

  function start() {
    if (beat || control.disabled || !wire.live) {
      return;
    }
    control.setAttribute('aria-pressed', 'true');
    control.textContent = 'Running; let go to stop';
    beat = setInterval(send, BEAT_MS);
    tell('holding', 'runs for as long as you hold');
    send();
  }

  function stop(how, word, release = true) {
    if (!beat) {
      return;
    }
    clearInterval(beat);
    beat = undefined;
    control.setAttribute('aria-pressed', 'false');
    control.textContent = 'Hold to run';
    if (release) {
      wire.call('approvals.hold', {approval, release: true}).catch(() => {
        // without a connection the gateway lets go by itself
      });
    }
    tell(how, word);
  }

  const letGo = why => () => stop('released', why);
  control.addEventListener('pointerdown', event => {
    if (event.button === 0) {
      event.preventDefault();
      control.focus();
      control.setPointerCapture(event.pointerId);
      start();
    }
  });
  for (const type of ['pointerup', 'pointercancel', 'lostpointercapture']) {
    control.addEventListener(type, letGo('let go'));
  }
  control.addEventListener('keydown', event => {
    if (event.key === ' ') {
      event.preventDefault();
      if (!event.repeat) {
        start();
      }
    }
  });
  control.addEventListener('keyup', event => {
    if (event.key === ' ') {
      event.preventDefault();
      stop('released', 'let go');
    }
  });
  control.addEventListener('contextmenu', event => event.preventDefault());
  control.addEventListener('blur', letGo('the button lost the focus'));
  addEventListener('blur', letGo('the window lost the focus'), {signal});
  addEventListener('pagehide', letGo('the page was left'), {signal});
  document.addEventListener('visibilitychange', letGo('the page was hidden'), {signal});
  wire.addEventListener('state', event => {
    if (event.detail !== 'live') {
      stop('released', 'the connection was lost', false);
    }
  }, {signal});
  // what has come to its end by itself
  wire.addEventListener('event', ({detail}) => {
    if (detail.topic === 'tool.finished' && beat && detail.payload.call === call) {
      stop('ended', detail.payload.state, false);
    }
  }, {signal});
  return Object.assign(control, {
    holding: () => beat !== undefined,
    forget: () => {
      letGo('the page moved on')();
      life.abort();
    },
  });
}
