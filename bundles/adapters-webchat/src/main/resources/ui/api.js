// SPDX-License-Identifier: Apache-2.0
// The gateway's WebSocket, with the browser's session: docs/protocol.md.

const SLOWEST_MS = 10_000;
const SLOWEST_SIGNED_OUT_MS = 60_000;
const FIRST_PAUSE_MS = 250;
const SIGNED_OUT = 4401;
/** Of how many streams what has come is kept, and how much of each, in characters. */
const MOST_STREAMS = 64;
const MOST_STREAMED = 400_000;
/** How long what came waits to be told where no frame is drawn, as on a page that is hidden. */
const LATEST_MS = 100;

/** Events after which a turn's stream has nothing more to tell. */
const DURABLE = new Set(['turn.finished', 'turn.failed', 'turn.cancelled']);

/** What the gateway refused, or that it could not be asked: `code`, `message`, and `data`, the details it gave. */
export class Failure extends Error {
  constructor({code, message, details = [], retryable = false}) {
    super(message);
    this.code = code;
    this.data = details;
    this.retryable = retryable;
  }
}

/**
 * One connection after the other.
 *
 * `state` is `connecting`, `open`, `closed` (it is tried again) or `signed-out` (it is rarely, or upon `open()`).
 * Events come by the durable cursor: in order, none missing and none twice, across connections, too. What comes within one
 * frame of the display is told together, so that the page is drawn once for it, however much that is; and before any answer
 * that came after it.
 */
export class Api {
  state = 'connecting';
  #client;
  #topics;
  /** The hello of the present connection or, while there is none, of the last. */
  hello;
  #socket;
  #waiting = new Map();
  #ids = 0;
  #cursor;
  #pause = FIRST_PAUSE_MS;
  #timer;
  #missed = false;
  #greetedNow = false;
  #events = new Set();
  #arrived = [];
  #telling;
  #streams = new Map();
  #heard = {state: new Set(), stream: new Set(), reset: new Set()};

  /**
   * A connection that is not there yet.
   *
   * @param kind, name what the gateway is told of who connects
   * @param topics of the events that are wanted; all that may be seen when absent
   */
  constructor({kind = 'webchat', name = 'ui', topics} = {}) {
    this.#client = {kind, name};
    this.#topics = topics;
  }

  /** Connects, also when a pause before the next attempt has begun. */
  open() {
    clearTimeout(this.#timer);
    if (this.#socket && this.#socket.readyState <= WebSocket.OPEN) {
      return;
    }
    const scheme = location.protocol === 'https:' ? 'wss://' : 'ws://';
    const socket = this.#socket = new WebSocket(scheme + location.host + '/gateway', 'postern.v1');
    const client = {id: this.#client.name + '-' + crypto.randomUUID(), ...this.#client, capabilities: ['stream']};
    socket.onopen = () => socket.send(JSON.stringify({type: 'connect', id: 'connect', protocol: {min: 1, max: 1}, client,
      ...(this.#cursor ? {resume: {cursor: this.#cursor, topics: this.#topics ?? this.hello.topics}} : {})}));
    socket.onmessage = message => socket === this.#socket && this.#hear(JSON.parse(message.data));
    socket.onclose = close => socket === this.#socket && this.#lost(close);
  }

  /** Whether a scope was granted: all that is shown and may not be done is shown disabled, with the scope named. */
  may(scope) {
    const area = scope.split(':')[0];
    return (this.hello?.scopes ?? []).some(has => has === '*' || has === scope || has === area + ':*');
  }

  /** Whether the gateway offers a method to who is signed in. */
  can(method) {
    return (this.hello?.methods ?? []).includes(method);
  }

  /**
   * Asks. With `once` the request carries a key by which the gateway does it once, however often it is sent.
   *
   * @returns the result; rejects with a `Failure`
   */
  call(method, params = {}, {once = false} = {}) {
    if (this.#socket?.readyState !== WebSocket.OPEN) {
      return Promise.reject(new Failure({code: 'disconnected', message: 'there is no connection to the gateway now',
        retryable: true}));
    }
    const id = String(++this.#ids);
    const answer = new Promise((done, fail) => this.#waiting.set(id, {done, fail}));
    this.#socket.send(JSON.stringify({type: 'request', id, method, params,
      ...(once ? {idempotencyKey: once === true ? crypto.randomUUID() : once} : {})}));
    return answer;
  }

  /** All of a list, in pages; `next` of the answer is there when there is more than so many pages. */
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

  /**
   * Hears events of a topic (`turn.finished`), of an area (`turn.*`) or all (`*`) as `{topic, payload, at, cursor}`.
   *
   * @returns what ends it
   */
  on(topic, listener) {
    const of = topic === '*' ? () => true
      : topic.endsWith('.*') ? heard => heard.startsWith(topic.slice(0, -1)) : heard => heard === topic;
    return added(this.#events, {of, listener});
  }

  /** Hears how the connection stands. */
  onState(listener) {
    return added(this.#heard.state, listener);
  }

  /** Hears pieces of streams, which are not durable: `{stream, attempt, seq, kind, data, end}`. */
  onStream(listener) {
    return added(this.#heard.stream, listener);
  }

  /** What has come of a stream so far, `{attempt, text}`, also before anybody listened; until what it told is durable. */
  streamed(stream) {
    return this.#streams.get(stream);
  }

  /** Hears that events may have been missed, because the cursor was too old: what is shown must be read anew. */
  onReset(listener) {
    return added(this.#heard.reset, listener);
  }

  #hear(frame) {
    if (frame.type === 'event' || frame.type === 'stream') {
      this.#arrived.push(frame);
      this.#telling ??= soon(() => this.#tellArrived());
      return;
    }
    this.#tellArrived();
    if (frame.id === 'connect') {
      this.#greeted(frame);
    } else {
      const asked = this.#waiting.get(frame.id);
      this.#waiting.delete(frame.id);
      frame.ok ? asked?.done(frame.result) : asked?.fail(new Failure(frame.error));
    }
  }

  #tellArrived() {
    this.#telling?.();
    this.#telling = undefined;
    for (const frame of this.#arrived.splice(0)) {
      if (frame.type === 'stream') {
        this.#keep(frame);
        tell(this.#heard.stream, frame);
      } else {
        this.#cursor = frame.cursor ?? this.#cursor;
        const {topic, payload, at, cursor} = frame;
        if (DURABLE.has(topic)) {
          this.#streams.delete(payload.turn);
        }
        tell([...this.#events].filter(each => each.of(topic)).map(each => each.listener), {topic, payload, at, cursor});
      }
    }
  }

  #keep({stream, attempt, seq, data}) {
    const before = this.#streams.get(stream);
    const text = before?.attempt === attempt && seq > 0 ? before.text + data : (seq > 0 ? '…' : '') + data;
    this.#streams.delete(stream);
    this.#streams.set(stream, {attempt, text: text.slice(0, MOST_STREAMED)});
    if (this.#streams.size > MOST_STREAMS) {
      this.#streams.delete(this.#streams.keys().next().value);
    }
  }

  async #greeted(frame) {
    const socket = this.#socket;
    if (!frame.ok) {
      if (frame.error.code !== 'unauthenticated' && this.#cursor) {
        // too old, or of somebody who might see more
        this.#cursor = undefined;
        this.#missed = true;
        socket.close();
      }
      return;
    }
    this.#greetedNow = true;
    const before = this.hello?.principal;
    this.hello = frame.result;
    this.#pause = FIRST_PAUSE_MS;
    if (before && (before.id !== this.hello.principal.id || before.tenant !== this.hello.principal.tenant)) {
      // what the page knows is somebody else's
      location.reload();
      return;
    }
    try {
      if (!this.#cursor && this.may('events:read')) {
        this.#cursor = (await this.call('events.subscribe', {topics: this.#topics ?? this.hello.topics})).cursor;
      }
    } catch (failure) {
      console.warn('no events: ' + failure.message);
    }
    if (socket === this.#socket && socket.readyState === WebSocket.OPEN) {
      this.#become('open');
      if (this.#missed) {
        this.#missed = false;
        tell(this.#heard.reset, undefined);
      }
    }
  }

  #lost(close) {
    this.#tellArrived();
    for (const {fail} of this.#waiting.values()) {
      fail(new Failure({code: 'disconnected', message: 'the connection was lost; look again before you repeat it',
        retryable: true}));
    }
    this.#waiting.clear();
    // one that was open may also be told so by a gateway that is going away: the answer to the next connect counts
    if (close.code === SIGNED_OUT && !this.#greetedNow) {
      this.#become('signed-out');
      if (this.hello) {
        // a gateway that goes away or comes knows nobody for a moment: who was signed in may be so still
        this.#again(SLOWEST_SIGNED_OUT_MS);
      }
      return;
    }
    this.#greetedNow = false;
    this.#become('closed');
    this.#again(SLOWEST_MS);
  }

  #again(slowest) {
    this.#timer = setTimeout(() => this.open(), this.#pause * (0.75 + Math.random() / 2));
    this.#pause = Math.min(this.#pause * 2, slowest);
  }

  #become(state) {
    this.state = state;
    tell(this.#heard.state, state);
  }
}

function added(to, member) {
  to.add(member);
  return () => to.delete(member);
}

function tell(listeners, what) {
  for (const listener of [...listeners]) {
    try {
      listener(what);
    } catch (failure) {
      // the others, and what came after, are told all the same
      reportError(failure);
    }
  }
}

/** Runs it with the next frame of the display, or a little later where none is drawn; gives what calls that off. */
function soon(then) {
  const frame = requestAnimationFrame(then);
  const timer = setTimeout(then, LATEST_MS);
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
