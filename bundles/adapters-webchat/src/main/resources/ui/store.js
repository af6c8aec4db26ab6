// SPDX-License-Identifier: Apache-2.0
// A session as a conversation: its turns from the journal, then from events. Each record counts once, by its cursor.

const PAGE = 500;
const ENDED = new Set(['finished', 'failed', 'cancelled']);
/** Before these events stands what is in the journal alone: a message, and what a model said before it called tools. */
const JOURNALLED = new Set(['turn.accepted', 'tool.requested']);
/** What a call's live output may take on the page, in characters. */
const MOST_OUTPUT = 20_000;

/** Whether a turn has come to its end. */
export function hasEnded(turn) {
  return ENDED.has(turn.state);
}

/** What a session said and did, kept up to date while somebody looks at it. */
export class Conversation {
  /** In the order of acceptance: `{id, state, at, messages, said, calls, steered, reply, failure, stream, end}`. */
  turns = [];
  failure;
  loading = true;
  #api;
  #session;
  #byId = new Map();
  #seen = new Set();
  #last;
  #early = [];
  #reading;
  #again = false;
  #ends;
  #listener;

  /**
   * @param listener told that something has changed; at most once a frame of the display
   */
  constructor(api, session, listener) {
    this.#api = api;
    this.#session = session;
    this.#listener = listener;
    this.#ends = [
      api.on('*', event => event.payload?.session === session && this.#heard(event)),
      api.onStream(piece => this.#piece(piece)),
      api.onState(state => state === 'open' && this.read()),
      api.onReset(() => this.read()),
    ];
    this.read();
  }

  close() {
    this.#ends.forEach(end => end());
    this.#listener = () => {};
  }

  /** What is shown: messages that steered stand in the turns that took them. */
  get shown() {
    return this.turns.filter(turn => turn.end !== 'steered');
  }

  /** The newest turn that has not ended, if there is one. */
  get running() {
    return this.turns.findLast(turn => !hasEnded(turn));
  }

  /** Reads on in the journal from where it was read to, once at a time. */
  async read() {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    try {
      do {
        this.#again = false;
        await this.#readOn();
      } while (this.#again);
      this.failure = undefined;
    } catch (failure) {
      if (failure.code === 'cursor_expired') {
        this.#last = undefined;
        this.#again = true;
      } else if (failure.code !== 'disconnected') {
        this.failure = failure;
      }
    }
    this.#reading = false;
    this.loading = false;
    this.#early.splice(0).forEach(event => this.#take(event));
    this.#changed();
    if (this.#again && !this.failure) {
      this.read();
    }
  }

  async #readOn() {
    let next = this.#last;
    do {
      const page = await this.#api.call('sessions.history', {session: this.#session, limit: PAGE, ...(next ? {next} : {})});
      for (const {cursor, type, at, turn, call, meta, payload} of page.records) {
        this.#last = cursor;
        this.#take({topic: type, at, cursor, payload: {...meta, ...payload, turn, call}});
      }
      next = page.next;
      this.#changed();
    } while (next);
  }

  #heard(event) {
    if (this.#reading) {
      this.#early.push(event);
      this.#again ||= JOURNALLED.has(event.topic);
      return;
    }
    this.#take(event);
    if (JOURNALLED.has(event.topic)) {
      this.read();
    }
    this.#changed();
  }

  #take({topic, at, cursor, payload}) {
    if (cursor) {
      if (this.#seen.has(cursor)) {
        return;
      }
      this.#seen.add(cursor);
    }
    const take = TAKES[topic];
    if (take && payload.turn) {
      take(this.#turn(payload.turn, at), payload, at, id => this.#turn(id, at));
    }
  }

  #turn(id, at) {
    let turn = this.#byId.get(id);
    if (!turn) {
      // its stream may have begun before anybody looked at its session
      turn = {id, at, state: 'queued', messages: [], said: [], calls: [], steered: [], stream: this.#api.streamed(id)};
      this.#byId.set(id, turn);
      this.turns.push(turn);
    }
    return turn;
  }

  #piece({stream, kind}) {
    const turn = this.#byId.get(stream);
    if (turn && kind === 'token' && !hasEnded(turn)) {
      const streamed = this.#api.streamed(stream);
      turn.stream = streamed.attempt === turn.toldOf ? undefined : streamed;
    } else {
      const call = turn ? undefined : this.turns.at(-1)?.calls.find(each => each.id === stream);
      if (!call || call.end) {
        return;
      }
      call.live = this.#api.streamed(stream).text.slice(-MOST_OUTPUT);
    }
    this.#changed();
  }

  #frame;

  #changed() {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#listener();
    });
  }
}

function call(turn, {call: id, tool, version}) {
  let found = turn.calls.find(each => each.id === id);
  if (!found) {
    found = {id, tool, version, state: 'requested'};
    turn.calls.push(found);
  }
  return found;
}

const state = (turn, payload) => {
  turn.state = payload.state ?? turn.state;
};

/** What each type of record does to its turn. */
const TAKES = {
  'message.accepted'(turn, {parts = [], author, surface, peer, erased}, at) {
    turn.messages.push({author, surface, peer, at, erased,
      text: parts.map(part => part.text).filter(text => text !== undefined).join('\n'),
      foreign: parts.some(part => part.origin === 'foreign'),
      blobs: parts.filter(part => part.blob)});
  },
  'message.queued'(turn, {mode}) {
    turn.mode = mode;
  },
  'turn.accepted': state,
  'turn.started': state,
  // what was streamed of it stands there for good from now on, before its calls
  'decide.finished'(turn, {decision, content = {}}) {
    if (decision === 'call_tools') {
      const text = content.note?.text ?? '';
      turn.said.push({text, calls: content.calls?.length ?? 0});
      if (turn.stream && text.trim().startsWith(turn.stream.text.trim())) {
        turn.toldOf = turn.stream.attempt;
        turn.stream = undefined;
      }
    }
  },
  // leaves what is streamed: what the next step says may be here before the step is durable
  'turn.step': state,
  'tool.requested'(turn, payload, at) {
    Object.assign(call(turn, payload), {input: payload.input, risk: payload.risk, at, dryRun: payload.dryRun});
  },
  'approval.requested'(turn, payload) {
    Object.assign(call(turn, payload), {state: 'waiting_approval', approval: payload.approval, mode: payload.mode});
    turn.state = 'waiting_approval';
  },
  'approval.decided'(turn, payload) {
    const of = call(turn, payload);
    Object.assign(of, {decision: payload.decision, by: payload.by, reason: payload.reason});
    if (payload.decision === 'approved' && of.state === 'waiting_approval') {
      of.state = 'running';
      turn.state = 'running';
    }
  },
  'tool.started'(turn, payload) {
    Object.assign(call(turn, payload), {state: 'running', version: payload.version});
    turn.state = 'running';
  },
  'tool.finished'(turn, payload) {
    Object.assign(call(turn, payload), {state: payload.state, output: payload.output, preview: payload.preview,
      end: true, failure: payload.code ? {code: payload.code, message: payload.message} : undefined,
      took: payload.durationMillis, live: undefined});
  },
  'tool.in_doubt'(turn, payload) {
    call(turn, payload).state = 'in_doubt';
    turn.state = 'in_doubt';
  },
  'turn.finished'(turn, payload, at, find) {
    state(turn, payload);
    if (payload.end === 'steered' && payload.into) {
      // what it said is part of the turn that took it
      find(payload.into).steered.push(turn);
    }
    Object.assign(turn, {reply: payload.reply ?? '', end: payload.end, endedAt: at, stream: undefined});
  },
  'turn.failed'(turn, payload, at) {
    state(turn, payload);
    Object.assign(turn, {reply: payload.reply, failure: {code: payload.code, message: payload.message}, endedAt: at,
      stream: undefined});
  },
  'turn.cancelled'(turn, payload, at) {
    Object.assign(turn, {state: 'cancelled', interrupted: payload.reason === 'interrupted', reply: payload.reply, endedAt: at, partial: turn.stream?.text, stream: undefined});
  },
};
