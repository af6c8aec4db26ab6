// SPDX-License-Identifier: Apache-2.0
// The audit: found by what is asked for, verified, with its signed head.
import {badge, button, el, facts, json, moment, problem, row, table} from './dom.js';

const TEXTS = [['principal', 'Principal'], ['tool', 'Tool'], ['session', 'Session'], ['call', 'Call'],
  ['type', 'Type, or area.*'], ['outcome', 'Outcome']];
const PAGE = 100;

export class AuditPanel {
  static title = 'Audit';
  static scope = 'audit:read';
  #wire;
  #fields = {};
  #form;
  #found = el('div');
  #head = el('div');
  #verdict = el('div', {role: 'status'});
  #verify = button('Verify', () => this.#check());
  /** Where each page shown so far began. */
  #begins = [undefined];

  constructor(wire) {
    this.#wire = wire;
    const field = (name, text, input) => {
      this.#fields[name] = input;
      return el('label', {}, text, input);
    };
    this.#form = el('form', {'aria-label': 'Filter', onsubmit: event => {
      event.preventDefault();
      this.#first();
    }},
    field('since', 'Since (UTC)', el('input', {type: 'datetime-local', step: '1', name: 'since'})),
    field('until', 'Until (UTC)', el('input', {type: 'datetime-local', step: '1', name: 'until'})),
    TEXTS.map(([name, text]) => field(name, text, el('input', {type: 'text', name, spellcheck: 'false',
      autocapitalize: 'off'}))),
    field('chain', 'Chain', el('select', {name: 'chain'}, el('option', {value: 'tenant'}, 'the tenant’s'),
      el('option', {value: 'installation'}, 'the installation’s'))),
    el('button', {type: 'submit', class: 'approve'}, 'Find'));
    this.#fields.since.value = new Date(Date.now() - 86_400_000).toISOString().slice(0, 19);
    this.element = el('div', {},
      el('section', {'aria-label': 'Verification'}, el('div', {class: 'bar'}, el('h2', {}, 'The chain'), this.#verify),
        this.#verdict, this.#head),
      el('section', {'aria-label': 'Records'}, el('div', {class: 'bar'}, el('h2', {}, 'Records, the oldest first')),
        this.#form, this.#found));
  }

  async refresh(path) {
    if (path?.[0]) {
      this.#fields.session.value = path[0];
      this.#fields.since.value = '';
    }
    await Promise.all([this.#first(), this.#signed()]);
  }

  #params() {
    const params = {chain: this.#fields.chain.value, limit: PAGE};
    for (const name of ['since', 'until']) {
      if (this.#fields[name].value) {
        params[name] = new Date(this.#fields[name].value + 'Z').toISOString();
      }
    }
    for (const [name] of TEXTS) {
      const text = this.#fields[name].value.trim();
      if (text) {
        params[name] = text;
      }
    }
    return params;
  }

  #first() {
    this.#begins = [undefined];
    return this.#find();
  }

  async #find() {
    const begin = this.#begins.at(-1);
    try {
      const {records, next} = await this.#wire.call('audit.query',
        {...this.#params(), ...(begin ? {next: begin} : {})});
      this.#found.replaceChildren(this.#pager(next), records.length === 0
        ? el('p', {class: 'none'}, next ? 'None among these; there are more to look through.' : 'No such record.')
        : table(records.length + ' records', ['Number', 'At', 'Type', 'Principal', 'Tool', 'Outcome', 'Session', 'Facts'],
          records.map(record => row([record.seq, moment(record.at), record.type, record.principal, record.tool,
            record.outcome ? badge('state', record.outcome) : null, record.session,
            el('details', {}, el('summary', {}, 'facts'), json(record.meta, 1))], {'data-seq': record.seq}))),
        records.length > 10 ? this.#pager(next) : '');
    } catch (failure) {
      this.#found.replaceChildren(problem(failure));
    }
  }

  #pager(next) {
    return el('div', {class: 'pager'}, button('Page before', () => {
      this.#begins.pop();
      this.#find();
    }, {disabled: this.#begins.length < 2}), 'page ' + this.#begins.length, button('Next page', () => {
      this.#begins.push(next);
      this.#find();
    }, {disabled: !next}));
  }

  async #signed() {
    try {
      const {head, problem: trouble} = await this.#wire.call('audit.head', {chain: this.#fields.chain.value});
      this.#head.replaceChildren(trouble ? problem({message: trouble}) : '', facts([['head', head.seq],
        ['hash', head.hash], ['signed', moment(head.at)], ['by the key', head.key], ['signature', head.signature]]));
    } catch (failure) {
      this.#head.replaceChildren(problem(failure));
    }
  }

  async #check() {
    this.#verify.disabled = true;
    this.#verdict.replaceChildren('Reading the whole chain…');
    try {
      const result = await this.#wire.call('audit.verify', {chain: this.#fields.chain.value});
      this.#verdict.replaceChildren(el('p', {class: result.valid ? 'valid' : 'problem', 'data-valid': String(result.valid)},
        result.valid ? 'Whole: ' : 'Broken: ', result.records + ' records up to number ' + result.head.seq),
      facts([['first bad', result.firstBad], ['reason', result.reason], ['erased payloads', result.erased],
        ['pruned', result.pruned], ['hash', result.head.hash]]));
    } catch (failure) {
      this.#verdict.replaceChildren(problem(failure));
    }
    this.#verify.disabled = false;
    await this.#signed();
  }
}
