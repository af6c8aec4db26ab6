// SPDX-License-Identifier: Apache-2.0
import {html} from '../lib.js';

export default function Chat() {
  return html`<h1>Chat</h1>`;
}
