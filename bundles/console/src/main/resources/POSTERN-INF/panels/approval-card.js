// SPDX-License-Identifier: Apache-2.0
// One call that waits for a person's word: all that it is bound to, and the ways to decide.
import {badge, button, el, facts, foreign, json, moment, problem} from './dom.js';
import {holdButton} from './hold.js';
import {preview} from './preview.js';

const GRANTS = [[600, '10 minutes'], [3_600, '1 hour'], [28_800, '8 hours'], [86_400, '24 hours']];

function remaining(expiresAt) {
  const left = Math.floor((new Date(expiresAt) - Date.now()) / 1_000);
  if (left <= 0) {
    return 'expired';
  }
  const [hours, minutes] = [Math.floor(left / 3_600), Math.floor(left / 60) % 60];
  return 'expires in ' + (hours ? hours + ' h ' + minutes + ' min' : minutes ? minutes + ' min' : left + ' s');
}

/** A card stays where it is once it is decided: what a pointer is over never changes by itself. */
export class ApprovalCard {
  #wire;
  #outcome = el('p', {class: 'outcome', role: 'status'});
  #clock;
  #hold;
  #reason;
  #actions;
  closed = false;

  constructor(wire, approval) {
    this.#wire = wire;
    this.approval = approval;
    this.#clock = el('span', {class: 'clock', title: approval.expiresAt}, remaining(approval.expiresAt));
    this.#reason = el('input', {type: 'text', maxlength: '2000', placeholder: 'why, for the record',
      'aria-label': 'Reason'});
    this.#actions = this.#ways();
    this.element = el('article', {class: 'card', 'data-approval': approval.id, 'data-turn': approval.turn,
      'data-state': approval.state},
      el('h3', {}, foreign(approval.tool), ' ', el('small', {}, foreign(approval.version))),
      el('p', {class: 'badges'}, badge('risk', approval.risk), ' ', badge('mode', approval.mode), ' ',
        badge('origin', approval.origin), ' ', this.#clock),
      preview(approval.preview),
      el('h4', {}, 'Arguments'), this.#input(),
      facts([['asked by', approval.principal], ['because', approval.reason], ['rules', approval.rules.join(', ')]]),
      el('details', {}, el('summary', {}, 'Bound to'), facts([['approval', approval.id], ['call', approval.call],
        ['session', approval.session], ['turn', approval.turn], ['step', approval.step], ['origin of the arguments',
          approval.origin], ['bundle', approval.bundle], ['revision of the rules', approval.revision],
        ['digest', approval.digest], ['requested', moment(approval.requestedAt)],
        ['expires', moment(approval.expiresAt)]])),
      this.#actions, this.#outcome);
    this.settle(approval);
  }

  get open() {
    return !this.closed && this.approval.state === 'pending' || this.approval.state === 'held';
  }

  #input() {
    const names = Object.keys(this.approval.input);
    return names.length === 0
      ? el('p', {}, 'none')
      : el('dl', {class: 'arguments'}, names.map(name => el('div', {}, el('dt', {}, foreign(name)),
        el('dd', {}, json(this.approval.input[name])))));
  }

  #ways() {
    if (!this.#wire.may('approvals:decide')) {
      return el('p', {class: 'actions'}, 'You may look at this, not decide it: that takes the scope approvals:decide.');
    }
    const deny = button('Deny', () => this.#decide('deny'), {class: 'deny'});
    if (this.approval.mode === 'hold') {
      this.#hold = holdButton(this.#wire, this.approval, (how, word) => this.#held(how, word));
      return el('div', {class: 'actions'}, this.#hold, this.#reason, deny);
    }
    return el('div', {class: 'actions'}, this.#reason,
      button('Approve', () => this.#decide('approve'), {class: 'approve'}), deny,
      this.#wire.may('policy:write') ? this.#standing() : null);
  }

  #standing() {
    const time = el('select', {'aria-label': 'For how long'}, GRANTS.map(([seconds, text]) =>
      el('option', {value: seconds, selected: seconds === 3_600}, text)));
    const any = el('input', {type: 'checkbox'});
    return el('details', {class: 'standing'}, el('summary', {}, 'Standing grant'),
      el('p', {}, 'Lets the same tool run in this session without being asked again, for ', time, '.'),
      el('label', {}, any, ' with any arguments, not just these'),
      button('Approve and grant', () => this.#decide('approve', {seconds: Number(time.value), anyArguments: any.checked}),
        {class: 'approve'}));
  }

  async #decide(decision, grant) {
    this.busy(true);
    try {
      const reason = this.#reason.value.trim();
      const result = await this.#wire.call('approvals.decide', {approval: this.approval.id, decision,
        ...(reason ? {reason} : {}), ...(grant ? {grant} : {})}, {once: true});
      this.settle(result.approval);
    } catch (failure) {
      await this.fail(failure);
    }
  }

  /** Says what went wrong, and how it stands now: somebody else may have been faster. */
  async fail(failure) {
    this.busy(false);
    this.#outcome.replaceChildren(problem(failure));
    try {
      const {approval} = await this.#wire.call('approvals.get', {approval: this.approval.id});
      if (approval.state !== 'pending') {
        this.settle(approval, problem(failure));
      }
    } catch {
      // it stands as it did
    }
  }

  async #held(how, word) {
    this.element.dataset.hold = how;
    this.#outcome.replaceChildren(how + ': ', foreign(word));
    if (how === 'released' || how === 'ended') {
      this.#close();
      await this.#came();
    }
  }

  /** What came of a call that was held: it ends soon after it was let go. */
  async #came() {
    for (let look = 0; look < 30 && this.#wire.live; look++) {
      const {call} = await this.#wire.call('calls.get', {call: this.approval.call}).catch(() => ({call: undefined}));
      if (!call) {
        return;
      }
      if (!['running', 'requested', 'waiting_approval'].includes(call.state)) {
        this.came(call.state, call.error?.message, call.output);
        return;
      }
      await new Promise(done => setTimeout(done, 100));
    }
  }

  /** Tells, once, what came of the call. */
  came(state, message, output) {
    if (this.element.dataset.call || this.#hold?.holding()) {
      return;
    }
    this.element.dataset.call = state;
    this.#outcome.append(' · the call is ', badge('state', state), ' ',
      message ? foreign(message) : output ? json(output) : '');
    this.#close();
  }

  busy(is) {
    this.#actions.querySelectorAll('button, input, select').forEach(each => {
      each.disabled = is;
    });
  }

  /** Takes over how it stands. */
  settle(approval, why) {
    this.approval = {...this.approval, ...approval};
    this.element.dataset.state = this.approval.state;
    if (this.closed || this.#hold?.holding() || this.approval.state === 'pending') {
      return;
    }
    const {by, reason} = this.approval.decision ?? {};
    this.#outcome.replaceChildren(badge('state', this.approval.state), by ? ' by ' : '', foreign(by ?? ''),
      reason ? ': ' : '', foreign(reason ?? ''), why ?? '');
    if (!this.open) {
      this.#close();
    }
  }

  #close() {
    this.closed = true;
    this.element.classList.add('decided');
    this.busy(true);
    this.#hold?.forget();
    this.#clock.textContent = '';
  }

  tick() {
    if (this.open) {
      this.#clock.textContent = remaining(this.approval.expiresAt);
    }
  }

  /** Before it goes. */
  forget() {
    this.#hold?.forget();
  }
}
