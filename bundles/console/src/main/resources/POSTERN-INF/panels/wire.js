// SPDX-License-Identifier: Apache-2.0
// The gateway's WebSocket as the panels hear it, by events of the DOM. It is the one of the pages at /ui/.
import {Api} from './api.js';

const TOPICS = ['approval.*', 'tool.*', 'turn.*', 'session.*', 'plugin.*'];
const STATES = {connecting: 'connecting', open: 'live', closed: 'lost', 'signed-out': 'signed-out'};

/**
 * One connection after the other. Events: `state` (connecting, live, lost, signed-out), `ready` after each hello and when what
 * is shown must be read anew, and `event` with topic and payload: in order, none missing, none twice, also across connections.
 */
export class Wire extends EventTarget {
  #api = new Api({kind: 'operator', name: 'console', topics: TOPICS});

  constructor() {
    super();
    this.#api.on('*', event => this.#tell('event', event));
    this.#api.onState(state => {
      this.#tell('state', STATES[state]);
      if (state === 'open') {
        this.#tell('ready', this.hello);
      }
    });
  }

  get hello() {
    return this.#api.hello;
  }

  get live() {
    return this.#api.state === 'open';
  }

  open() {
    this.#api.open();
  }

  may(scope) {
    return this.#api.may(scope);
  }

  /** Asks; methods with an effect are given a key, so that they happen once. */
  call(method, params, options) {
    return this.#api.call(method, params, options);
  }

  /** Pages of a list, at most so many. */
  pages(method, params, member, most) {
    return this.#api.pages(method, params, member, most);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, {detail}));
  }
}
