// SPDX-License-Identifier: Apache-2.0
// A reply to whoever listens: sentence by sentence as it comes, each once.
import {useEffect, useRef} from '../lib.js';
import {say} from './say.js';

const SENTENCE = /[.!?:\n](?=\s)/g;

/**
 * Says what the newest turn says, and what it asks for, from now on: what is there already was not said to anybody just now.
 */
export function Speaker({turn}) {
  const said = useRef({turn: undefined, upTo: 0, asked: undefined});
  useEffect(() => {
    if (!turn) {
      return;
    }
    const ended = turn.reply !== undefined || turn.failure !== undefined || turn.state === 'cancelled';
    if (said.current.turn !== turn.id) {
      said.current = {turn: turn.id, upTo: ended ? Infinity : 0};
    }
    const asked = turn.calls.find(call => call.state === 'waiting_approval');
    if (asked && said.current.asked !== asked.approval) {
      said.current.asked = asked.approval;
      say(asked.tool + ' waits for a word: allow or deny it above.');
    }
    const text = turn.reply ?? turn.stream?.text ?? '';
    if (text.length < said.current.upTo && !ended) {
      said.current.upTo = 0;
    }
    const end = ended ? text.length : lastSentence(text);
    if (end > said.current.upTo) {
      say(text.slice(said.current.upTo, end).trim());
      said.current.upTo = end;
    }
    if (ended && said.current.upTo !== Infinity) {
      if (turn.failure) {
        say('The turn failed: ' + turn.failure.message);
      } else if (turn.state === 'cancelled') {
        say('Stopped.');
      }
      said.current.upTo = Infinity;
    }
  });
  return null;
}

function lastSentence(text) {
  let end = 0;
  for (const match of text.matchAll(SENTENCE)) {
    end = match.index + 1;
  }
  return end;
}
