// SPDX-License-Identifier: Apache-2.0
import {html} from '../lib.js';

export default function Approvals() {
  return html`<h1>Approvals</h1>`;
}
