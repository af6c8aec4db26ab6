// SPDX-License-Identifier: Apache-2.0
// Sessions, the turns of one, and what happened in a turn.
import {badge, button, el, facts, foreign, moment, problem, row, speech, table} from './dom.js';
import {timeline} from './timeline.js';

export class SessionsPanel {
  static title = 'Sessions';
  static scope = 'sessions:read';
  #wire;
  #path = [];
  #due;

  constructor(wire) {
    this.#wire = wire;
    this.element = el('section', {'aria-label': 'Sessions'});
  }

  async refresh(path = this.#path) {
    this.#path = path;
    const [session, turn] = path;
    try {
      const content = turn ? await this.#turn(session, turn) : session ? await this.#session(session)
        : await this.#all();
      if (this.#path === path) {
        this.element.replaceChildren(...content);
      }
    } catch (failure) {
      this.element.replaceChildren(this.#trail(path), problem(failure));
    }
  }

  hear({topic, payload}) {
    const [session] = this.#path;
    if (!/^(session|turn|tool|approval)\./.test(topic) || (session && payload.session !== session)) {
      return;
    }
    this.#due ??= setTimeout(() => {
      this.#due = undefined;
      this.refresh();
    }, 400);
  }

  #trail([session, turn]) {
    return el('nav', {'aria-label': 'Where this is'}, el('a', {href: '#sessions'}, 'All sessions'),
      session ? el('a', {href: '#sessions/' + encodeURIComponent(session)}, foreign(session)) : null,
      turn ? el('a', {'aria-current': 'page'}, foreign(turn)) : null);
  }

  async #all() {
    const sessions = (await this.#wire.pages('sessions.list', {}, 'sessions'))
      .sort((one, other) => other.updatedAt.localeCompare(one.updatedAt));
    return [el('div', {class: 'bar'}, el('h2', {}, 'Sessions'), button('Refresh', () => this.refresh())),
      sessions.length === 0 ? el('p', {class: 'none'}, 'There are none.')
        : table('Sessions', ['Session', 'State', 'Surface', 'Peer', 'Thread', 'Asks', 'Changed'], sessions.map(each => row(
          [el('a', {href: '#sessions/' + encodeURIComponent(each.id)}, foreign(each.id)), badge('state', each.state),
            each.surface, each.peer, each.thread, each.asking ? 'yes' : '', moment(each.updatedAt)],
          {'data-session': each.id}))),
      sessions.next ? el('p', {}, 'There are more: ./postern sessions') : ''];
  }

  async #session(id) {
    const [{session}, turns] = await Promise.all([this.#wire.call('sessions.get', {session: id}),
      this.#wire.pages('turns.list', {session: id}, 'turns')]);
    return [this.#trail([id]), facts([['surface', session.surface], ['peer', session.peer], ['thread', session.thread],
      ['state', badge('state', session.state)], ['dry run', session.settings.dryRun ? 'yes' : undefined],
      ['approval mode', session.settings.approvalMode], ['created', moment(session.createdAt)]]),
    el('p', {}, el('a', {href: '#audit/' + encodeURIComponent(id)}, 'Its audit records')),
    turns.length === 0 ? el('p', {class: 'none'}, 'It has no turns.')
      : table('Turns, the newest first', ['Turn', 'State', 'Steps', 'Accepted', 'Ended', 'Reply'], turns.reverse().map(turn =>
        row([el('a', {href: '#sessions/' + encodeURIComponent(id) + '/' + encodeURIComponent(turn.id)}, foreign(turn.id)),
          badge('state', turn.state), turn.steps, moment(turn.acceptedAt), moment(turn.endedAt),
          turn.reply ? speech(turn.reply) : turn.error?.message], {'data-turn': turn.id})))];
  }

  async #turn(session, id) {
    const {turn} = await this.#wire.call('turns.get', {turn: id});
    return [this.#trail([session, id]), facts([['state', badge('state', turn.state)], ['steps', turn.steps],
      ['accepted', moment(turn.acceptedAt)], ['ended', turn.endedAt && moment(turn.endedAt)], ['reply', turn.reply && speech(turn.reply)],
      ['error', turn.error && turn.error.code + ': ' + turn.error.message]]), await timeline(this.#wire, turn)];
  }
}
