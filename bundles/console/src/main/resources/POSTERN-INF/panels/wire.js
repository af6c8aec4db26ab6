// SPDX-License-Identifier: Apache-2.0
// The gateway's WebSocket, with the browser's session: docs/protocol.md.

const TOPICS = ['approval.*', 'tool.*', 'turn.*', 'session.*'];
const SLOWEST_MS = 10_000;

export class WireFailure extends Error {
  constructor({code, message, retryable = false}) {
    super(message);
    this.code = code;
    this.retryable = retryable;
  }
}

/**
 * One connection after the other. Events: `state` (connecting, live, lost, signed-out), `ready` after each hello, and `event`
 * with topic and payload: in order, none missing, none twice, also across connections.
 */
export class Wire extends EventTarget {
  #socket;
  #waiting = new Map();
  #ids = 0;
  #cursor;
  #pause = 250;
  hello;
  state = 'connecting';

  open() {
    const scheme = location.protocol === 'https:' ? 'wss://' : 'ws://';
    const socket = this.#socket = new WebSocket(scheme + location.host + '/gateway', 'postern.v1');
    const client = {id: 'console-' + crypto.randomUUID(), kind: 'operator', name: 'console', capabilities: ['stream']};
    socket.onopen = () => socket.send(JSON.stringify({type: 'connect', id: 'connect', protocol: {min: 1, max: 1}, client,
      ...(this.#cursor ? {resume: {cursor: this.#cursor, topics: TOPICS}} : {})}));
    socket.onmessage = message => this.#hear(JSON.parse(message.data));
    socket.onclose = close => this.#lost(close);
  }

  get live() {
    return this.state === 'live';
  }

  may(scope) {
    const area = scope.split(':')[0];
    return (this.hello?.scopes ?? []).some(has => has === '*' || has === scope || has === area + ':*');
  }

  /** Asks; methods with an effect are given a key, so that they happen once. */
  call(method, params = {}, {once = false} = {}) {
    if (this.#socket?.readyState !== WebSocket.OPEN) {
      return Promise.reject(new WireFailure({code: 'disconnected', message: 'there is no connection to the gateway'}));
    }
    const id = String(++this.#ids);
    const answer = new Promise((done, fail) => this.#waiting.set(id, {done, fail}));
    this.#socket.send(JSON.stringify({type: 'request', id, method, params,
      ...(once ? {idempotencyKey: crypto.randomUUID()} : {})}));
    return answer;
  }

  /** Pages of a list, at most so many. */
  async pages(method, params, member, most = 10) {
    const all = [];
    let next;
    for (let page = 0; page < most; page++) {
      const result = await this.call(method, {limit: 500, ...params, ...(next ? {next} : {})});
      all.push(...result[member]);
      next = result.next;
      if (!next) {
        break;
      }
    }
    return Object.assign(all, {next});
  }

  #hear(frame) {
    if (frame.type === 'event') {
      this.#cursor = frame.cursor ?? this.#cursor;
      this.#tell('event', {topic: frame.topic, payload: frame.payload, at: frame.at});
    } else if (frame.type === 'stream') {
      this.#tell('stream', frame);
    } else if (frame.id === 'connect') {
      this.#greeted(frame);
    } else {
      const asked = this.#waiting.get(frame.id);
      this.#waiting.delete(frame.id);
      frame.ok ? asked?.done(frame.result) : asked?.fail(new WireFailure(frame.error));
    }
  }

  async #greeted(frame) {
    if (!frame.ok) {
      if (frame.error.code === 'cursor_expired') {
        this.#cursor = undefined;
      }
      this.problem = frame.error;
      return;
    }
    this.hello = frame.result;
    this.#pause = 250;
    try {
      if (!this.#cursor && this.may('events:read')) {
        this.#cursor = (await this.call('events.subscribe', {topics: TOPICS})).cursor;
      }
    } catch (failure) {
      this.problem = failure;
    }
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#become('live');
      this.#tell('ready', this.hello);
    }
  }

  #lost(close) {
    for (const {fail} of this.#waiting.values()) {
      fail(new WireFailure({code: 'disconnected', message: 'the connection was lost; look again before you repeat it'}));
    }
    this.#waiting.clear();
    if (close.code === 4401) {
      this.#become('signed-out');
      return;
    }
    this.#become('lost');
    setTimeout(() => this.open(), this.#pause * (0.75 + Math.random() / 2));
    this.#pause = Math.min(this.#pause * 2, SLOWEST_MS);
  }

  #become(state) {
    this.state = state;
    this.#tell('state', state);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, {detail}));
  }
}
