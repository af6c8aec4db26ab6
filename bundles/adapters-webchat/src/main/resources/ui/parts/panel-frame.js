// SPDX-License-Identifier: Apache-2.0
// What a plugin's panel in its frame may: ask for three things and nothing else. The pages at /ui/ and those in the Web Console
// have it from here.
import {fitting} from './question.js';

const HEIGHT = {least: 100, preset: 480, most: 4_000};
const MOST_ASKED = 8;

/** What every frame of a panel has: no origin of its own, and nothing of ours in what it asks for. */
export const SANDBOX = {sandbox: 'allow-scripts', referrerpolicy: 'no-referrer'};

/** Pixels before the panel says how high it is. */
export const PRESET = HEIGHT.preset;

/** Where its page lies. */
export function page(panel) {
  return panel.path + 'index.html';
}

/**
 * Talks with a frame: answers what it asks, tells it where it is, and hears how high it is.
 *
 * @param api that calls the gateway as whoever looks
 * @param id the panel's
 * @param frame its iframe
 * @param resize is told the height in pixels
 * @returns what ends it
 */
export function converse(api, id, frame, resize) {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let asked = 0;
  // a page without an origin can be named by its window alone
  const tell = message => frame.contentWindow?.postMessage(message, '*');
  const hello = () => tell({postern: 'hello', panel: id, dark: dark.matches});
  const ask = async ({id: number, question}) => {
    if (asked >= MOST_ASKED) {
      tell({postern: 'answer', id: number,
        error: {code: 'overloaded', message: 'at most ' + MOST_ASKED + ' questions at once'}});
      return;
    }
    asked++;
    try {
      tell({postern: 'answer', id: number, answer: (await api.call('panels.ask', {panel: id,
        question: fitting(question)})).answer});
    } catch ({code, message}) {
      tell({postern: 'answer', id: number, error: {code, message}});
    }
    asked--;
  };
  const hear = ({source, data}) => {
    if (!source || source !== frame.contentWindow || typeof data !== 'object' || data === null) {
      return;
    }
    if (data.postern === 'height' && Number.isFinite(data.height)) {
      resize(Math.min(HEIGHT.most, Math.max(HEIGHT.least, Math.round(data.height))));
    } else if (data.postern === 'ask' && typeof data.question === 'object' && data.question !== null) {
      ask(data);
    }
  };
  addEventListener('message', hear);
  frame.addEventListener('load', hello);
  dark.addEventListener('change', hello);
  return () => {
    removeEventListener('message', hear);
    frame.removeEventListener('load', hello);
    dark.removeEventListener('change', hello);
  };
}
