// SPDX-License-Identifier: Apache-2.0
// One call that waits for a person's word: all that it is bound to, and the ways to decide.
import {html, useEffect, useState} from '../lib.js';
import {Action, Badge, Facts, Failure, Foreign, Json, Needs, Time} from './basics.js';
import {HoldButton} from './hold.js';
import {isOpen} from './pending.js';
import {Preview} from './preview.js';

const GRANTS = [[600, '10 minutes'], [3_600, '1 hour'], [28_800, '8 hours'], [86_400, '24 hours']];

/**
 * A card stays where it is once it is decided: what a pointer is over never changes by itself.
 *
 * @param approval as `approvals.get` has it, and in `outcome` what came of its call
 * @param onDecided told of the approval once this page decided it
 */
export function ApprovalCard({api, approval, onDecided, linked = false}) {
  const {id, tool, version, risk, mode, origin, input, rules, reason} = approval;
  const [held, setHeld] = useState();
  const open = isOpen(approval) && !approval.outcome;
  const names = Object.keys(input);
  return html`<article class="card approval ${open ? '' : 'decided'}" data-approval=${id} data-turn=${approval.turn}
      data-state=${approval.state} data-call=${approval.outcome?.state} data-hold=${held?.how} tabindex="-1" aria-labelledby=${'title-' + id}>
    <header class="row">
      <h2 id=${'title-' + id}><${Foreign} text=${tool} />${' '}<small><${Foreign} text=${version} /></small></h2>
      <${Badge} kind="risk" value=${risk} /><span class="unseen">risk</span>
      ${origin === 'foreign' ? html`<span class="badge" data-value="foreign">arguments from a foreign source</span>` : null}
      ${open ? html`<${Remaining} until=${approval.expiresAt} />` : html`<${Badge} kind="state" value=${approval.state} />`}
    </header>
    <${Preview} of=${approval.preview} />
    <h3>Arguments</h3>
    ${names.length === 0 ? html`<p class="hint">none</p>` : html`<dl class="arguments">${names.map(name => html`<div key=${name}>
      <dt><${Foreign} text=${name} /></dt><dd><${Json} value=${input[name]} label=${name} named=${false} /></dd></div>`)}</dl>`}
    <${Facts} of=${[['asked by', approval.principal === api.hello.principal.id ? 'you, ' + approval.principal : approval.principal], ['because', reason], ['rules', rules.join(', ')],
      ['origin of the arguments', origin]]} />
    ${linked && approval.session ? html`<p class="hint"><a href=${'#/chat/' + encodeURIComponent(approval.session)}>Its conversation</a></p>` : null}
    <details><summary>What the word is bound to</summary>
      <${Facts} of=${[['approval', id], ['call', approval.call], ['session', approval.session], ['turn', approval.turn],
        ['step', approval.step || undefined], ['bundle', approval.bundle], ['revision of the rules', approval.revision],
        ['digest', approval.digest], ['requested', html`<${Time} at=${approval.requestedAt} full />`],
        ['expires', html`<${Time} at=${approval.expiresAt} full />`]]} />
    </details>
    ${open ? html`<${Ways} api=${api} approval=${approval} onDecided=${onDecided}
      onHold=${(how, word) => setHeld({how, word})} mode=${mode} />` : null}
    <p class="outcome" role="status">${held ? html`<span class="held ${held.how}">${WORDS[held.how]}${' '}<${Foreign} text=${held.word} /></span>` : null}
      ${approval.decision && !open ? html`<${Badge} kind="state" value=${approval.state} /> by <${Foreign}
        text=${approval.decision.by} />${approval.decision.reason ? html`: <${Foreign} text=${approval.decision.reason} />` : null}. ` : null}
      ${approval.outcome ? html`The call is <${Badge} kind="state" value=${approval.outcome.state} /> <${Foreign}
        text=${approval.outcome.message ?? ''} />` : null}</p>
  </article>`;
}

const WORDS = {holding: 'Held.', released: 'Let go:', ended: 'Ended:', failed: 'Not held:'};

function Ways({api, approval, mode, onDecided, onHold}) {
  const [reason, setReason] = useState('');
  if (!api.may('approvals:decide')) {
    return html`<${Needs} scope="approvals:decide" />`;
  }
  const decide = (decision, grant) => async () => {
    try {
      const result = await api.call('approvals.decide', {approval: approval.id, decision,
        ...(reason.trim() ? {reason: reason.trim()} : {}), ...(grant ? {grant} : {})}, {once: true});
      // the buttons go, and with them the place of the keyboard
      document.querySelector('[data-approval="' + approval.id + '"]')?.focus({preventScroll: true});
      onDecided(result.approval);
    } catch (failure) {
      // somebody else may have been faster
      const now = await api.call('approvals.get', {approval: approval.id}).catch(() => undefined);
      if (now && now.approval.state !== 'pending') {
        onDecided(now.approval);
      }
      throw failure;
    }
  };
  return html`<div class="ways">
    <input type="text" maxlength="2000" placeholder="Why, for the record" aria-label="Reason" value=${reason}
      onInput=${event => setReason(event.currentTarget.value)} />
    <div class="row">${mode === 'hold'
      ? html`<${HoldButton} api=${api} approval=${approval} onHold=${onHold} />`
      : html`<${Action} kind="main approve" onDo=${decide('approve')}>Allow</${Action}>`}
      <${Action} kind="danger deny" onDo=${decide('deny')}>Deny</${Action}>
    </div>
    ${mode === 'confirm' && api.may('policy:write') ? html`<${Standing} decide=${decide} />` : null}
  </div>`;
}

function Standing({decide}) {
  const [seconds, setSeconds] = useState(3_600);
  const [any, setAny] = useState(false);
  return html`<details class="standing"><summary>Allow for a while</summary>
    <p class="hint">Lets the same tool run in this session without being asked again.</p>
    <div class="row">
      <label>For <select value=${seconds} onChange=${event => setSeconds(Number(event.currentTarget.value))}>
        ${GRANTS.map(([value, text]) => html`<option value=${value}>${text}</option>`)}</select></label>
      <label><input type="checkbox" checked=${any} onChange=${event => setAny(event.currentTarget.checked)} /> with any arguments, not just these</label>
      <${Action} kind="grant" onDo=${decide('approve', {seconds, anyArguments: any})}>Allow and remember</${Action}>
    </div></details>`;
}

function Remaining({until}) {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick(count => count + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  const left = Math.floor((new Date(until) - Date.now()) / 1_000);
  const [hours, minutes] = [Math.floor(left / 3_600), Math.floor(left / 60) % 60];
  return html`<span class="hint" title=${until}>${left <= 0 ? 'expired'
    : 'expires in ' + (hours ? hours + ' h ' + minutes + ' min' : minutes ? minutes + ' min' : left + ' s')}</span>`;
}

/**
 * Approvals as they come and are decided, the oldest first. What was seen open stays, decided, until it is cleared.
 *
 * @param session only this one's
 * @returns `{approvals, failure, decided, clear}`
 */
export function useApprovals(api, session) {
  const [known, setKnown] = useState(new Map());
  const [failure, setFailure] = useState();
  const merge = found => setKnown(before => {
    const after = new Map(before);
    for (const approval of found) {
      if (after.has(approval.id) || isOpen(approval)) {
        after.set(approval.id, {...after.get(approval.id), ...approval});
      }
    }
    return after;
  });
  const patch = (which, change) => setKnown(before => {
    const at = [...before.values()].find(which);
    return at ? new Map(before).set(at.id, {...at, ...change(at)}) : before;
  });
  const get = async id => merge([(await api.call('approvals.get', {approval: id})).approval]);
  const read = async () => {
    try {
      const found = await api.pages('approvals.list', session ? {session} : {}, 'approvals');
      merge(found);
      const there = new Set(found.map(approval => approval.id));
      setKnown(before => {
        [...before.values()].filter(each => isOpen(each) && !there.has(each.id)).forEach(each => get(each.id).catch(() => {}));
        return before;
      });
      setFailure(undefined);
    } catch (failed) {
      if (failed.code !== 'disconnected') {
        setFailure(failed);
      }
    }
  };
  useEffect(() => {
    setKnown(new Map());
    if (!api.may('approvals:read')) {
      return undefined;
    }
    read();
    const mine = payload => !session || payload.session === session;
    const ends = [
      api.on('approval.requested', ({payload}) => mine(payload) && get(payload.approval).catch(() => {})),
      api.on('approval.decided', ({payload}) => patch(each => each.id === payload.approval, () =>
        ({state: payload.decision, decision: {by: payload.by, reason: payload.reason}}))),
      api.on('tool.finished', ({payload}) => patch(each => each.call === payload.call, () =>
        ({outcome: {state: payload.state, message: payload.message}}))),
      api.onState(state => state === 'open' && read()),
      api.onReset(read),
    ];
    return () => ends.forEach(end => end());
  }, [api, session]);
  return {approvals: [...known.values()], failure, decided: approval => merge([approval]),
    clear: () => setKnown(before => new Map([...before].filter(([, each]) => isOpen(each) && !each.outcome)))};
}
