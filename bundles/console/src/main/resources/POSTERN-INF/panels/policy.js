// SPDX-License-Identifier: Apache-2.0
// The rules as they are and were, what they decided lately, and what was granted for a while.
import {badge, button, el, facts, foreign, json, moment, problem, row, table} from './dom.js';

const DECISIONS = 50;
/** Wider and wider, in hours, until there is enough to show. */
const WINDOWS = [1, 24, 168, 0];

export class PolicyPanel {
  static title = 'Policy';
  static scope = 'policy:read';
  #wire;
  #trouble = el('div');
  #document = el('div');
  #history = el('div');
  #grants = el('div');
  #decisions = el('div');
  #why = el('div', {'aria-live': 'polite'});

  constructor(wire) {
    this.#wire = wire;
    const part = (title, ...content) => el('section', {'aria-label': title},
      el('div', {class: 'bar'}, el('h2', {}, title)), ...content);
    this.element = el('div', {}, el('div', {class: 'bar'}, el('span'), button('Refresh', () => this.refresh())),
      this.#trouble, part('Last decisions', this.#why, this.#decisions), part('Standing grants', this.#grants),
      part('Rules', this.#document), part('History', this.#history));
  }

  async refresh() {
    this.#trouble.replaceChildren();
    for (const part of [() => this.#lately(), () => this.#granted(), () => this.#rules(), () => this.#revisions()]) {
      try {
        await part();
      } catch (failure) {
        this.#trouble.append(problem(failure));
      }
    }
  }

  async #rules(revision) {
    const {policy, document: rules} = await this.#wire.call('policy.get', revision === undefined ? {} : {revision});
    const list = rules.rules ?? [];
    this.#document.replaceChildren(facts([['revision', policy.revision], ['document', policy.document],
      ['by', policy.by], ['at', policy.revision > 0 && moment(policy.at)], ['comment', policy.comment]]),
      list.length === 0
        ? el('p', {class: 'none'}, 'No rules of your own: low risk runs, medium is confirmed, high is held.')
        : table('Rules of revision ' + policy.revision, ['Rule', 'Effect', 'When', 'Because', 'Until'], list.map(rule =>
          row([rule.id, badge('effect', rule.effect), json(rule.when ?? {}, 1), rule.reason, moment(rule.expiresAt)],
            {'data-rule': rule.id}))));
  }

  async #revisions() {
    const {revisions, next} = await this.#wire.call('policy.history', {limit: 100});
    this.#history.replaceChildren(revisions.length === 0
      ? el('p', {class: 'none'}, 'Nobody has changed the rules.')
      : table('Revisions', ['Revision', 'Document', 'Grants', 'By', 'At', 'Comment', ''], revisions.map(each => row(
        [each.revision, each.document, each.grants, each.by, moment(each.at), each.comment, button('Show', () =>
          this.#rules(each.revision).catch(failure => this.#trouble.replaceChildren(problem(failure))))]))),
      next ? el('p', {}, 'Older ones: ./postern policy history') : '');
  }

  async #granted() {
    const {grants} = await this.#wire.call('policy.grants');
    this.#grants.replaceChildren(grants.length === 0
      ? el('p', {class: 'none'}, 'Nothing runs unasked by a grant.')
      : table('Grants', ['', 'Tool', 'Bundle', 'Arguments', 'Until', 'For', 'Session', 'By', 'Grant'], grants.map(grant => row(
        [this.#wire.may('policy:write') ? button('Revoke', () => this.#revoke(grant.id), {class: 'deny'}) : null,
          grant.tool + ' ' + grant.version, grant.bundle, grant.anyArguments ? badge('risk', 'any') : 'as approved',
          moment(grant.expiresAt), grant.principal, grant.session, grant.by, grant.id], {'data-grant': grant.id}))));
  }

  async #revoke(grant) {
    try {
      await this.#wire.call('policy.revoke', {grant}, {once: true});
      await this.refresh();
    } catch (failure) {
      this.#trouble.replaceChildren(problem(failure));
    }
  }

  async #lately() {
    if (!this.#wire.may('audit:read')) {
      this.#decisions.replaceChildren(el('p', {class: 'none'}, 'What was decided is in the audit: scope audit:read.'));
      return;
    }
    let found = [];
    for (const hours of WINDOWS) {
      found = await this.#wire.pages('audit.query', {type: 'policy.decided',
        ...(hours ? {since: new Date(Date.now() - hours * 3_600_000).toISOString()} : {})}, 'records', 40);
      if (found.length >= DECISIONS) {
        break;
      }
    }
    const last = found.slice(-DECISIONS).reverse();
    this.#decisions.replaceChildren(last.length === 0
      ? el('p', {class: 'none'}, 'Nothing was decided yet.')
      : table('The newest ' + last.length, ['', 'At', 'Effect', 'Tool', 'Rules', 'Because', 'Session'],
        last.map(each => row([each.call ? button('Explain', () => this.#explain(each.call)) : null,
          moment(each.at), badge('effect', each.outcome), each.tool, (each.meta.rules ?? []).join(', '),
          each.meta.reason, each.session], {'data-call': each.call}))));
  }

  async #explain(call) {
    try {
      const {decision, input, decidedAt} = await this.#wire.call('policy.explain', {call});
      this.#why.replaceChildren(el('article', {class: 'card', 'data-explains': call},
        el('div', {class: 'bar'}, el('h3', {}, badge('effect', decision.effect), ' ', foreign(decision.reason)),
          button('Close', () => this.#why.replaceChildren())),
        facts([['call', call], ['decided', moment(decidedAt)], ['rules', decision.rules.join(', ')],
          ['what was judged', json(input, 1)]])));
      this.#why.scrollIntoView({block: 'nearest'});
    } catch (failure) {
      this.#why.replaceChildren(problem(failure));
    }
  }
}
