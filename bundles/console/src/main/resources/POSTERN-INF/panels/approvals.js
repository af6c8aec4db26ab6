// SPDX-License-Identifier: Apache-2.0
// What waits for a person's word, the oldest first, as it comes; calls of one step together.
import {button, el, foreign, problem} from './dom.js';
import {ApprovalCard} from './approval-card.js';

/** For how long each must have been on the screen, in ms, before several are decided by one press. */
const LOOK = 1_000;
/** Of a card's height: one that is longer than the screen is never there as a whole. */
const EACH_TWENTIETH = Array.from({length: 21}, (_, part) => part / 20);

export class ApprovalsPanel {
  static title = 'Approvals';
  static scope = 'approvals:read';
  #wire;
  #cards = new Map();
  #groups = new Map();
  #list = el('div', {class: 'cards'});
  #none = el('p', {class: 'none'}, 'Nothing waits for a word.');
  #trouble = el('div');

  constructor(wire) {
    this.#wire = wire;
    this.element = el('section', {'aria-label': 'Approvals'},
      el('div', {class: 'bar'}, el('h2', {}, 'Waiting for a word'), button('Clear decided', () => this.#clear())),
      this.#trouble, this.#none, this.#list);
    setInterval(() => this.#cards.forEach(card => card.tick()), 1_000);
  }

  get waiting() {
    return [...this.#cards.values()].filter(card => card.open).length;
  }

  async refresh() {
    try {
      const found = await this.#wire.pages('approvals.list', {}, 'approvals');
      this.#trouble.replaceChildren();
      found.filter(approval => approval.state === 'pending' || approval.state === 'held')
        .forEach(approval => this.#show(approval));
      const known = new Set(found.map(approval => approval.id));
      for (const card of [...this.#cards.values()].filter(each => each.open && !known.has(each.approval.id))) {
        await this.#again(card.approval.id);
      }
    } catch (failure) {
      this.#trouble.replaceChildren(problem(failure));
    }
    this.#count();
  }

  async hear({topic, payload}) {
    if (topic === 'approval.requested') {
      await this.#again(payload.approval);
    } else if (topic === 'approval.decided') {
      this.#cards.get(payload.approval)?.settle({state: payload.decision,
        decision: {by: payload.by, reason: payload.reason}});
    } else if (topic === 'tool.finished') {
      [...this.#cards.values()].find(card => card.approval.call === payload.call)
        ?.came(payload.state, payload.message, payload.output);
    }
    this.#count();
  }

  async #again(id) {
    try {
      this.#show((await this.#wire.call('approvals.get', {approval: id})).approval);
    } catch (failure) {
      if (failure.code !== 'not_found') {
        this.#trouble.replaceChildren(problem(failure));
      }
    }
  }

  #show(approval) {
    const card = this.#cards.get(approval.id);
    if (card) {
      card.settle(approval);
    } else if (approval.state === 'pending' || approval.state === 'held') {
      this.#add(new ApprovalCard(this.#wire, approval));
    }
  }

  #add(card) {
    const {id, turn, step} = card.approval;
    this.#cards.set(id, card);
    const key = turn ? turn + '/' + step : id;
    let group = this.#groups.get(key);
    if (!group) {
      group = new StepGroup(this.#wire);
      this.#groups.set(key, group);
      this.#list.append(group.element);
    }
    group.add(card);
  }

  #clear() {
    for (const [key, group] of this.#groups) {
      if (group.cards.every(card => !card.open)) {
        group.cards.forEach(card => {
          card.forget();
          this.#cards.delete(card.approval.id);
        });
        group.element.remove();
        this.#groups.delete(key);
      }
    }
    this.#count();
  }

  #count() {
    this.#groups.forEach(group => group.count());
    this.#none.hidden = this.#groups.size > 0;
    this.element.dispatchEvent(new CustomEvent('count', {bubbles: true, detail: this.waiting}));
  }
}

/**
 * Calls of one step: one by one, or those that take a word and no hand all at once. One that is asked for again comes as
 * another card, perhaps right before the press: nobody decides about what he cannot have seen.
 */
class StepGroup {
  #wire;
  /** Since when each is on the screen, or was for long enough. */
  #shown = new Map();
  #sight = new IntersectionObserver(changes => this.#look(changes), {threshold: EACH_TWENTIETH});
  #together;
  #text = el('span');
  #reason = el('input', {type: 'text', maxlength: '2000', placeholder: 'why, for the record', 'aria-label': 'Reason'});
  cards = [];

  constructor(wire) {
    this.#wire = wire;
    this.#together = el('div', {class: 'together', hidden: true}, this.#text, this.#reason,
      button('Approve all', press => this.#decide('approve', press.timeStamp), {class: 'approve'}),
      button('Deny all', press => this.#decide('deny', press.timeStamp), {class: 'deny'}));
    this.element = el('div', {class: 'step'}, this.#together);
  }

  add(card) {
    this.cards.push(card);
    this.element.append(card.element);
    this.#sight.observe(card.element);
    this.count();
  }

  /** On the screen is what is there by half, or fills half of it. */
  #look(changes) {
    for (const {target, time, isIntersecting, intersectionRatio, intersectionRect, rootBounds} of changes) {
      const card = this.cards.find(each => each.element === target);
      const since = this.#shown.get(card);
      if (isIntersecting && (intersectionRatio >= 0.5 || intersectionRect.height >= rootBounds.height / 2)) {
        this.#shown.set(card, since ?? time);
        setTimeout(() => this.count(), LOOK + 20);
      } else if (since && time < since + LOOK) {
        this.#shown.delete(card);
      }
    }
    this.count();
  }

  #open(decision) {
    return this.cards.filter(card => card.open && card.approval.state === 'pending'
      && (decision === 'deny' || card.approval.mode === 'confirm'));
  }

  /** All that a press then would decide: none when there are not several, or one of them has come just before. */
  #all(decision, then) {
    const open = this.#open(decision);
    return open.length > 1 && open.every(card => this.#shown.get(card) + LOOK <= then) ? open : [];
  }

  count() {
    const several = this.#open('deny').length;
    this.#together.hidden = several < 2 || !this.#wire.may('approvals:decide');
    const unseen = this.#open('deny').filter(card => !this.#shown.has(card)).length;
    this.#text.replaceChildren(several + ' calls of one step of ', foreign(this.cards[0].approval.turn ?? ''),
      unseen ? '; not looked at yet: ' + unseen : '');
    for (const decision of ['approve', 'deny']) {
      this.#together.querySelector('.' + decision).disabled = this.#all(decision, performance.now()).length === 0;
    }
  }

  async #decide(decision, pressed) {
    const [first, ...others] = this.#all(decision, pressed);
    if (!first) {
      this.count();
      return;
    }
    const reason = this.#reason.value.trim();
    try {
      const result = await this.#wire.call('approvals.decide', {approval: first.approval.id, decision,
        also: others.map(card => card.approval.id), ...(reason ? {reason} : {})}, {once: true});
      for (const approval of [result.approval, ...result.also]) {
        this.cards.find(card => card.approval.id === approval.id)?.settle(approval);
      }
    } catch (failure) {
      await first.fail(failure);
    }
    this.count();
  }
}
