// SPDX-License-Identifier: Apache-2.0
// What a panel asks, before it goes out on the connection that the whole page lives by: the gateway hangs up on who sends
// frames that are too large, and on who sends too many that it cannot read.

const MOST_CHARACTERS = 65_536;
const DEEPEST = 32;

/** The question as plain JSON that the gateway reads; throws `{code, message}` for any other. */
export function fitting(question) {
  const text = written(question);
  if (text === undefined) {
    throw refused('is an object that JSON can hold');
  }
  if (text.length > MOST_CHARACTERS) {
    throw refused('has at most ' + MOST_CHARACTERS + ' characters as JSON, here ' + text.length);
  }
  const plain = JSON.parse(text);
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
    throw refused('is an object');
  }
  check(plain, DEEPEST);
  return plain;
}

function written(question) {
  try {
    return JSON.stringify(question);
  } catch {
    return undefined;
  }
}

function check(value, depth) {
  if (depth < 0) {
    throw refused('nests at most ' + DEEPEST + ' deep');
  }
  if (typeof value === 'string' && !value.isWellFormed()) {
    throw refused('holds half a character');
  }
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw refused('holds a whole number beyond 2^53-1');
  }
  if (typeof value === 'object' && value !== null) {
    Object.entries(value).forEach(([name, member]) => {
      check(name, depth);
      check(member, depth - 1);
    });
  }
}

function refused(rule) {
  return {code: 'invalid_params', message: 'a question ' + rule};
}
