// SPDX-License-Identifier: Apache-2.0
// A turn's steps, drawn: model exchanges, the decision, the calls with what was judged, asked and answered.
import {html} from '../lib.js';
import {Badge, Facts, Foreign, Json, Speech, span, Time} from './basics.js';
import {Bundle} from './bundle.js';
import {Resolve} from './resolve.js';

const DECISIONS = {call_tools: 'calls tools', reply: 'replies', ask: 'asks its person', stop: 'stops'};

export function Steps({api, turn, id, state}) {
  const {begun} = turn;
  const whole = Math.max(1, (turn.ended ?? lastOf(turn)) - begun);
  const scale = {begun, whole};
  return html`<ol class="steps">
    ${turn.steps.map(step => html`<li key=${step.number} class="step" data-step=${step.number}>
      <div class="row between"><h3>Step ${step.number}${step.decision ? html` <span class="hint">${DECISIONS[step.decision.kind]
        ?? step.decision.kind}</span>` : null}</h3>
        <span class="hint">${after(step.begun, scale)} · ${step.open ? 'under way' : 'took ' + span(step.ended - step.begun)}</span></div>
      <ol class="events">
        ${step.memory ? html`<${Remembered} of=${step.memory} scale=${scale} />` : null}
        ${step.steered.map((each, i) => html`<${Steered} key=${'s' + i} of=${each} scale=${scale} />`)}
        ${step.exchanges.map((exchange, i) => html`<${Exchange} key=${'x' + i} of=${exchange} scale=${scale} />`)}
        ${step.decision ? html`<${Decision} of=${step.decision} scale=${scale} />` : null}
        ${step.calls.map(call => html`<${CallMade} key=${call.id} api=${api} call=${call} turn=${id} open=${state === 'in_doubt'}
          scale=${scale} />`)}
      </ol></li>`)}
    ${turn.others.length ? html`<li class="step"><h3>Also on record</h3><ol class="events">${turn.others.map((record, i) =>
      html`<${Line} key=${i} type=${record.type} at=${record.at} scale=${scale}><strong>${record.type}</strong>
        <${Json} value=${{...record.meta, ...record.payload}} label="facts" /></${Line}>`)}</ol></li>` : null}
  </ol>`;
}

function lastOf(turn) {
  return Math.max(turn.begun, ...turn.steps.map(step => step.ended));
}

function after(at, {begun}) {
  return '+' + span(Math.max(0, at - begun));
}

/** One line of the timeline: when, how long of the whole, and what. */
function Line({type, at, until, scale, children}) {
  const from = Math.min(100, (at - scale.begun) / scale.whole * 100);
  const wide = Math.max(.6, Math.min(100 - from, ((until ?? at) - at) / scale.whole * 100));
  return html`<li data-type=${type}><span class="after">${after(at, scale)}</span>
    <span class="extent" aria-hidden="true"><i style=${{left: Math.min(99.4, from) + '%', width: wide + '%'}}></i></span>
    <div class="what">${children}</div></li>`;
}

/** What the planner read of what its session remembers, and what it may not. */
function Remembered({of, scale}) {
  return html`<${Line} type="memory.read" at=${of.at} scale=${scale}>
    <p><strong>Read</strong> ${of.read.map((each, i) => html`${i ? ', ' : ''}<${Foreign} text=${each.memory} /> <span class="hint">${
      each.effect && each.effect !== 'allow' ? 'hidden by ' + (each.rules ?? []).join(', ')
        : each.revision ? 'revision ' + each.revision : 'empty'}</span>`)}</p>
  </${Line}>`;
}

/** What was said to the turn while it ran. */
function Steered({of, scale}) {
  return html`<${Line} type="decide.steered" at=${of.at} scale=${scale}>
    <p><strong>Heard</strong> <span class="hint">while it ran</span></p>
    ${of.parts.map((part, i) => html`<${Speech} key=${i} text=${part.text ?? part.name ?? 'an attachment'} />`)}
  </${Line}>`;
}

function Exchange({of, scale}) {
  const {usage} = of;
  return html`<${Line} type="decide.answered" at=${of.begun} until=${of.ended} scale=${scale}>
    <p><strong>${of.kind === 'model_exchange' ? 'Model' : of.kind}</strong> ${of.model ? html`<${Foreign} text=${of.model} /> ` : null}
      ${of.outcome === 'failed' ? html`<${Badge} kind="outcome" value="failed" /> ` : null}
      <span class="hint">${of.ended ? 'took ' + span(of.ended - of.begun) : 'waiting for its answer…'}${usage
        ? [tokens(usage), spent(usage)].filter(Boolean).map(text => ' · ' + text).join('') : ''}</span></p>
  </${Line}>`;
}

/** Tokens as people say them. */
export function tokens({input = 0, cachedInput = 0, output = 0}) {
  return input.toLocaleString() + ' tokens read' + (cachedInput ? ' (' + cachedInput.toLocaleString() + ' cached)' : '') + ', '
    + output.toLocaleString() + ' written';
}

/** What was spent, in each currency: amounts are millionths. */
export function spent({spend = {}}) {
  return Object.entries(spend).map(([currency, micros]) => (micros / 1e6).toLocaleString(undefined,
    {minimumFractionDigits: 2, maximumFractionDigits: 6}) + ' ' + currency).join(' + ');
}

function Decision({of, scale}) {
  const {content} = of;
  // a reply stands below, where the turn ends with it
  const said = content.question ?? content.reason ?? content.note?.text;
  return html`<${Line} type="decide.finished" at=${of.at} scale=${scale}>
    <p><strong>Decided</strong> <${Badge} kind="decision" value=${of.kind} /> <span class="hint">by <${Foreign} text=${of.planner} />${
      of.origin ? ', words of origin ' : ''}</span>${of.origin ? html`<${Badge} kind="origin" value=${of.origin} />` : null}</p>
    ${said ? html`<${Speech} text=${said} />` : of.erased ? html`<p class="hint">erased</p>` : null}
  </${Line}>`;
}

function CallMade({api, call, turn, open, scale}) {
  return html`<${Line} type="call" at=${call.begun} until=${call.ended} scale=${scale}><article class="call" data-call=${call.id}
      data-state=${call.state}>
    <p class="row"><strong><${Foreign} text=${call.tool} /></strong> <small class="hint">${call.version}</small>
      ${call.risk ? html`<${Badge} kind="risk" value=${call.risk} />` : null}<${Badge} kind="state" value=${call.state} />
      ${call.dryRun ? html`<${Badge} kind="mode" value="dry run" />` : null}
      <span class="hint">${call.ended ? 'took ' + span(call.took ?? call.ended - call.begun) : ''}${call.attempts > 1
        ? ', ' + call.attempts + ' attempts' : ''}</span></p>
    <${Judged} of=${call.policy} />
    ${call.approvals.map(each => html`<${Asked} key=${each.id} of=${each} />`)}
    ${call.resolutions.map((each, i) => html`<p key=${i}>Resolved <${Badge} kind="outcome" value=${each.outcome} /> by <${Foreign}
      text=${each.by} />${each.note ? html`: <${Foreign} text=${each.note} />` : null}</p>`)}
    ${call.code || call.message ? html`<p class="error"><strong>${call.code}</strong> <${Foreign} text=${call.message ?? ''} /></p>` : null}
    <${Facts} of=${[['Arguments', call.input && html`<${Json} value=${call.input} label="arguments" named=${false} />`],
      ['Result', call.output && html`<${Json} value=${call.output} label="result" named=${false} />`],
      ['Preview', call.preview && Object.keys(call.preview).length > 0 && html`<${Json} value=${call.preview} label="preview" named=${false} />`],
      ['Bundle', call.bundle && html`<${Bundle} of=${call.bundle} />`]]} />
    ${open && call.state === 'in_doubt' ? html`<${Resolve} api=${api} turn=${turn} call=${call.id} />` : null}
  </article></${Line}>`;
}

function Judged({of}) {
  return of ? html`<p class="judged">Policy <${Badge} kind="effect" value=${of.effect} /> by <span class="rules"><${Foreign}
    text=${of.rules.join(', ') || 'no rule'} /></span>${of.reason ? html` <span class="hint"><${Foreign} text=${of.reason} /></span>`
    : null}${of.before && of.before.effect !== of.effect ? html` <span class="hint">(judged again; before: ${of.before.effect})</span>`
    : null}</p>` : null;
}

function Asked({of}) {
  return html`<p class="asked">Asked a person (${of.mode}) ${of.decision
    ? html`<${Badge} kind="decision" value=${of.decision} /> by <${Foreign} text=${of.by} />${of.asked ? ' after '
      + span(of.decided - of.asked) : ''}${of.reason ? html`: <${Foreign} text=${of.reason} />` : null}`
    : html`<${Badge} kind="decision" value="pending" /> since <${Time} at=${new Date(of.asked).toISOString()} /> · <a
      href="#/approvals">Decide</a>`}</p>`;
}
