// SPDX-License-Identifier: Apache-2.0
// One turn of a conversation: what was asked, the calls that it made, folded, and what came of it.
import {html} from '../lib.js';
import {ApprovalCard} from './approval.js';
import {Badge, Failure, Foreign, Json, span, Time} from './basics.js';
import {hasEnded} from '../store.js';
import {Plain, Said} from './said.js';

const IMAGE = /^image\/(?:png|jpeg|gif|webp)$/;
const UNKNOWN = 'application/octet-stream';
const WORDS = {queued: 'Waits its turn…', running: 'Working…', waiting_approval: 'Waits for a word',
  in_doubt: 'Nobody knows whether a call has happened: an operator has to say.'};

export function Turn({api, turn, approvals, decided}) {
  const waiting = id => approvals.find(approval => approval.call === id);
  return html`<article class="turn" data-turn=${turn.id} data-state=${turn.state} aria-label="Turn">
    ${turn.messages.map((message, i) => html`<${Message} key=${'m' + i} message=${message} />`)}
    ${turn.calls.map((call, i) => html`${saidBefore(turn, i)}<${Call} key=${call.id} call=${call} turn=${turn} api=${api}
      approval=${waiting(call.id)} decided=${decided} />`)}
    ${turn.steered.flatMap(of => of.messages.map((message, i) => html`<${Message} key=${of.id + i} message=${message} steers />`))}
    ${turn.stream?.text ? html`<div class="message theirs streaming"><p class="meta"><span>Postern</span></p><${Said} text=${turn.stream.text} /></div>` : null}
    ${turn.reply ? html`<div class="message theirs ${turn.state}"><p class="meta"><span>Postern</span><${Time} at=${turn.endedAt} />
      ${turn.end === 'ask' ? html`<span class="badge" data-value="pending">asks</span>` : null}</p><${Said} text=${turn.reply} /></div>` : null}
    ${turn.failure ? html`<${Failure} of=${turn.failure} />` : null}
    ${turn.partial ? html`<div class="message theirs"><p class="meta"><span>Postern</span> until it was stopped</p><${Said} text=${turn.partial} /></div>` : null}
    ${turn.state === 'cancelled' ? html`<p class="note">${turn.interrupted ? 'Stopped by the next message.' : 'Stopped.'}</p>` : null}
    ${!hasEnded(turn) && !turn.stream?.text ? html`<p class="note working ${turn.state}"><span>${turn.state === 'queued' && turn.mode === 'steer' ? 'Is heard at the next step…' : WORDS[turn.state] ?? turn.state}</span></p>` : null}
  </article>`;
}

/** What the model said before it made its calls, of which this is the first. */
function saidBefore({said}, index) {
  let first = 0;
  for (const {text, calls} of said) {
    if (first === index && calls > 0 && text.trim()) {
      return html`<div class="message theirs" key=${'said ' + index}><p class="meta"><span>Postern</span></p><${Said} text=${text} /></div>`;
    }
    first += calls;
  }
  return null;
}

function Message({message, steers = false}) {
  const {surface, author, peer, foreign, at, erased, text, blobs} = message;
  return html`<div class="message mine ${foreign ? 'from-foreign' : ''}">
    <p class="meta"><span>${surface === 'gateway' ? 'You' : html`<${Foreign} text=${author || peer} />`}</span>
      ${steers ? html`<span>steered</span>` : null}
      ${foreign ? html`<span class="badge" data-value="foreign">foreign</span>` : null}<${Time} at=${at} /></p>
    ${erased ? html`<p class="hint">erased</p>` : text || blobs.length === 0 ? html`<${Plain} text=${text} />` : null}
    ${blobs.map(blob => html`<${Attached} key=${blob.blob} blob=${blob} />`)}</div>`;
}

/** A call and its result, folded; open where a person's word is wanted. */
function Call({api, call, approval, decided}) {
  return html`<div class="call" data-call=${call.id} data-state=${call.state}>
    <details>
      <summary><span class="tool"><${Foreign} text=${call.tool} /></span>${' '}<span class="brief"><${Foreign} text=${brief(call.input)} /></span>${' '}
        <${Badge} kind="state" value=${call.state} />${call.took !== undefined ? html` <small>${span(call.took)}</small>` : null}</summary>
      <dl class="inout">
        <div><dt>Arguments</dt><dd><${Json} value=${call.input ?? {}} label="Arguments" open named=${false} /></dd></div>
        ${call.decision ? html`<div><dt>Decided</dt><dd><${Badge} kind="state" value=${call.decision} /> by <${Foreign}
          text=${call.by} />${call.reason ? html`: <${Foreign} text=${call.reason} />` : null}</dd></div>` : null}
        ${call.output !== undefined ? html`<div><dt>Result</dt><dd><${Json} value=${call.output} label="Result" open named=${false} /></dd></div>` : null}
        ${call.preview ? html`<div><dt>Would do</dt><dd><${Json} value=${call.preview} label="Preview" open named=${false} /></dd></div>` : null}
        ${call.failure ? html`<div><dt>Failed</dt><dd><${Failure} of=${call.failure} /></dd></div>` : null}
      </dl>
    </details>
    ${call.live ? html`<pre class="live" tabindex="0" role="group" aria-label="Output so far"><${Foreign} text=${call.live} /></pre>` : null}
    ${approval ? html`<${ApprovalCard} api=${api} approval=${approval} onDecided=${decided} />` : null}
  </div>`;
}

/** The arguments in a few words. */
function brief(input) {
  const text = Object.entries(input ?? {}).map(([name, value]) =>
    name + '=' + (typeof value === 'string' ? value : JSON.stringify(value))).join(' ');
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 90 ? line.slice(0, 89) + '…' : line;
}

function Attached({blob}) {
  const address = '/blobs/' + encodeURIComponent(blob.blob);
  const name = blob.name || blob.blob;
  return html`<p class="attached">${IMAGE.test(blob.mediaType) ? html`<img src=${address} alt="" loading="lazy" />` : null}
    <a href=${address} download=${name}><${Foreign} text=${name} /></a>${blob.mediaType === UNKNOWN ? null
      : html` <small><${Foreign} text=${blob.mediaType} /></small>`}</p>`;
}
