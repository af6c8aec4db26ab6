// SPDX-License-Identifier: Apache-2.0
import {html} from '../lib.js';
import {Foreign} from './basics.js';

/** A bundle as records name it, `name/version/sha256`: the whole digest is on it. */
export function Bundle({of}) {
  const [name, version = '', sha256 = ''] = of.split('/');
  return html`<span class="bundle"><${Foreign} text=${name} /> <${Foreign} text=${version} /> <code
     title=${sha256}>${sha256.slice(0, 12)}</code></span>`;
}
