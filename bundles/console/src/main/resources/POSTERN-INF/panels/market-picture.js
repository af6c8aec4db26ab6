// SPDX-License-Identifier: Apache-2.0
// Pictures of marketplaces. The gateway fetches and checks them; no browser asks a marketplace itself.
import {el} from './dom.js';

const kept = new Map();

function fetched(wire, marketplace, sha256) {
  const key = marketplace + '/' + sha256;
  if (!kept.has(key)) {
    kept.set(key, wire.call('marketplace.picture', {marketplace, sha256})
      .then(({type, base64}) => 'data:' + type + ';base64,' + base64)
      .catch(failure => {
        kept.delete(key);
        throw failure;
      }));
  }
  return kept.get(key);
}

/** An icon; the first letter of the title stands for one that is not there or cannot be had. */
export function picture(wire, marketplace, sha256, title) {
  const letter = el('span', {class: 'icon', 'aria-hidden': 'true'}, [...String(title ?? '').trim()][0]?.toUpperCase() ?? '·');
  if (sha256) {
    fetched(wire, marketplace, sha256).then(src => letter.replaceWith(el('img', {class: 'icon', alt: '', src})), () => {});
  }
  return letter;
}

/** A screenshot. */
export function screenshot(wire, marketplace, sha256, number) {
  const place = el('span', {class: 'place'}, 'Screenshot ' + number + '…');
  fetched(wire, marketplace, sha256).then(
    src => place.replaceWith(el('img', {class: 'screenshot', alt: 'Screenshot ' + number, src})),
    failure => place.replaceChildren('Screenshot ' + number + ' cannot be had: ' + failure.message));
  return place;
}
