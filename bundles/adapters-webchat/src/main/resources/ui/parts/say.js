// SPDX-License-Identifier: Apache-2.0
// What a screen reader says without the focus moving: politely, after what it is reading.
const box = () => document.getElementById('said');

/** Says a text once; the same text again is said again. */
export function say(text) {
  const live = box();
  if (live) {
    live.textContent = live.textContent === text ? text + '\u00a0' : text;
  }
}
