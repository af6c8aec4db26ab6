// SPDX-License-Identifier: Apache-2.0
// What runs, what nobody knows the end of, and the turns that have not ended.
import {badge, button, el, facts, foreign, json, moment, problem, row, table} from './dom.js';

/** How far back calls outside any turn are looked for; the turns' own are found however old they are. */
const SPANS = [[1, 'a day'], [7, '7 days'], [30, '30 days'], [0, 'the beginning']];
const WAYS = [['done', 'it was done: the turn goes on'], ['retry', 'it was not: run it again'],
  ['abandon', 'give it up: the call has failed']];

export class CallsPanel {
  static title = 'Calls';
  static scope = 'audit:read';
  #wire;
  #calls = el('div');
  #turns = el('div');
  #trouble = el('div');
  #one = el('div');
  #span;
  #due;

  constructor(wire) {
    this.#wire = wire;
    this.#span = el('select', {'aria-label': 'Look back to', onchange: () => this.refresh()},
      SPANS.map(([days, text]) => el('option', {value: days}, text)));
    this.element = el('section', {'aria-label': 'Calls'},
      el('div', {class: 'bar'}, el('h2', {}, 'In flight and in doubt'),
        el('span', {}, 'looking back to ', this.#span, ' ', button('Refresh', () => this.refresh()))),
      this.#trouble, this.#calls, this.#one,
      el('section', {'aria-label': 'Turns'}, el('div', {class: 'bar'}, el('h2', {}, 'Turns that have not ended')),
        this.#turns));
  }

  /** Again soon, however much happens. */
  hear({topic}) {
    if (/^(tool|turn|approval)\./.test(topic)) {
      this.#due ??= setTimeout(() => {
        this.#due = undefined;
        this.refresh();
      }, 300);
    }
  }

  async refresh() {
    try {
      const turns = this.#wire.may('sessions:read') ? await this.#wire.pages('turns.list', {}, 'turns') : [];
      this.#list(turns, await this.#open(turns));
      this.#trouble.replaceChildren();
    } catch (failure) {
      this.#trouble.replaceChildren(problem(failure));
    }
  }

  /** The calls that were begun and have no end on record. */
  async #open(turns) {
    const days = Number(this.#span.value);
    const recent = new Date(Date.now() - days * 86_400_000).toISOString();
    const asked = [];
    for (const outcome of ['running', 'unknown']) {
      asked.push({outcome, type: 'tool.started', ...(days ? {since: recent} : {})});
      asked.push(...turns.filter(turn => days && turn.acceptedAt < recent)
        .map(turn => ({outcome, type: 'tool.started', since: turn.acceptedAt, session: turn.session})));
    }
    const found = new Map();
    for (const params of asked) {
      (await this.#wire.pages('audit.query', params, 'records', 40)).forEach(record => found.set(record.call, record));
    }
    const calls = await Promise.all([...found.values()].map(record => this.#wire.call('calls.get', {call: record.call})
      .then(({call}) => ({...call, startedAt: record.at}), failure => ({failure}))));
    return calls.filter(call => call.state === 'running' || call.state === 'in_doubt');
  }

  #list(turns, calls) {
    this.#calls.replaceChildren(calls.length === 0
      ? el('p', {class: 'none'}, 'No call runs, and none is in doubt.')
      : table('Calls', ['', 'Tool', 'State', 'Started', 'Call', 'For', 'Session'], calls.map(call => row(
        [this.#ways(call), call.tool, badge('state', call.state), moment(call.startedAt), call.id, call.principal,
          this.#session(call.session)], {'data-call': call.id, 'data-state': call.state}))));
    this.#turns.replaceChildren(turns.length === 0
      ? el('p', {class: 'none'}, 'No turn is under way.')
      : table('Turns', ['', 'State', 'Accepted', 'Turn', 'Session'], turns.map(turn => row(
        [this.#wire.may('sessions:write') ? button('Cancel', () => this.#do('turns.cancel', {turn: turn.id})) : null,
          badge('state', turn.state), moment(turn.acceptedAt), this.#turn(turn), this.#session(turn.session)], {'data-turn': turn.id}))));
  }

  #session(id) {
    return el('a', {href: '#sessions/' + encodeURIComponent(id)}, foreign(id));
  }

  #turn(turn) {
    return el('a', {href: '#sessions/' + encodeURIComponent(turn.session) + '/' + encodeURIComponent(turn.id)},
      foreign(turn.id));
  }

  #ways(call) {
    const ways = [button('Look', () => this.#look(call))];
    if (call.state === 'running' && this.#wire.may('tools:invoke')) {
      ways.push(button('Cancel', () => this.#do('calls.cancel', {call: call.id}), {class: 'deny'}));
    }
    if (call.state === 'in_doubt' && this.#wire.may('sessions:write')) {
      ways.push(button('Resolve…', () => this.#look(call, true), {class: 'resolve'}));
    }
    return el('span', {}, ways);
  }

  #look(call, resolve = false) {
    const close = button('Close', () => this.#one.replaceChildren());
    this.#one.replaceChildren(el('article', {class: 'card'},
      el('div', {class: 'bar'}, el('h3', {}, foreign(call.tool), ' ', badge('state', call.state)), close),
      facts([['call', call.id], ['version', call.version], ['bundle', call.bundle], ['turn', call.turn],
        ['attempt', call.attempt], ['approval', call.approval], ['arguments', json(call.input, 1)],
        ['output', call.output && json(call.output, 1)], ['error', call.error && json(call.error)]]),
      resolve ? this.#resolving(call) : null));
    (this.#one.querySelector('.actions button') ?? close).focus();
  }

  #resolving(call) {
    const note = el('input', {type: 'text', maxlength: '2000', placeholder: 'how you know, for the record',
      'aria-label': 'Note'});
    return el('div', {}, el('p', {}, 'The gateway went down while this ran, and the call is not one to repeat unasked.'
      + ' Find out what became of it, then say so.'),
      el('div', {class: 'actions'}, note, WAYS.map(([outcome, means]) => button(outcome, () => {
        const said = note.value.trim();
        return this.#do(call.turn ? 'turns.resolve' : 'calls.resolve', {...(call.turn ? {turn: call.turn} : {}),
          call: call.id, outcome, ...(said ? {note: said} : {})});
      }, {title: means, 'data-outcome': outcome}))),
      el('ul', {}, WAYS.map(([outcome, means]) => el('li', {}, el('strong', {}, outcome), ': ', means))));
  }

  async #do(method, params) {
    try {
      await this.#wire.call(method, params, {once: true});
      this.#one.replaceChildren();
      await this.refresh();
    } catch (failure) {
      this.#trouble.replaceChildren(problem(failure));
    }
  }
}
