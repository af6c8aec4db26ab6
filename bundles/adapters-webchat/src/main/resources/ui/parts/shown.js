// SPDX-License-Identifier: Apache-2.0
// What others wrote, as a person may be shown it who decides by it; the same rules as the command line's. What cannot be
// seen, or moves what can, becomes an escape; a word that mixes scripts whose letters look alike is followed by their
// names. See Unicode TR 36.

// controls, formats, surrogates alone, private use and unassigned; line and paragraph separators; letters that are blank
const HIDDEN = /^[\p{C}\p{Zl}\p{Zp}\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0]$/u;
const OF_A_WORD = /^[\p{L}\p{Nd}\p{Mn}\p{Mc}]$/u;
const SCRIPTS = [
  ['Latin', /^\p{Script=Latin}$/u],
  ['Cyrillic', /^\p{Script=Cyrillic}$/u],
  ['Greek', /^\p{Script=Greek}$/u],
];
const PLAIN = /^[ -~]*$/;
const LOOKS_ESCAPED = /\\u[0-9a-fA-F]{4}/;
const SHORT = {'\n': '\\n', '\r': '\\r', '\t': '\\t'};

function escaped(character) {
  return SHORT[character]
    ?? [...Array(character.length).keys()]
      .map(i => '\\u' + character.charCodeAt(i).toString(16).padStart(4, '0')).join('');
}

function mark(scripts) {
  return scripts.size < 2
    ? ''
    : '[!' + SCRIPTS.map(([name]) => name).filter(name => scripts.has(name)).join('+') + ']';
}

/** Pieces of a text: what stands there, escapes and marks, told apart so that no text passes for an escape. */
export function pieces(text, json = false) {
  if (PLAIN.test(text) && (json || !LOOKS_ESCAPED.test(text))) {
    return [{kind: 'text', text}];
  }
  const characters = [...text];
  const doubled = !json && (LOOKS_ESCAPED.test(text) || characters.some(c => HIDDEN.test(c)));
  const out = [];
  const add = (kind, piece) => {
    if (out.at(-1)?.kind === kind) {
      out.at(-1).text += piece;
    } else if (piece) {
      out.push({kind, text: piece});
    }
  };
  let scripts = new Set();
  for (let i = 0; i < characters.length; i++) {
    const c = characters[i];
    if (HIDDEN.test(c)) {
      // within a word, too: it must not hide that the word mixes scripts
      add('escape', escaped(c));
      continue;
    }
    if (OF_A_WORD.test(c)) {
      SCRIPTS.filter(([, script]) => script.test(c)).forEach(([name]) => scripts.add(name));
    } else {
      add('mark', mark(scripts));
      scripts = new Set();
    }
    add('text', c);
    if (c === '\\' && doubled) {
      add('text', '\\');
    } else if (c === '\\' && json && i + 1 < characters.length) {
      // the letter of an escape is of no word
      add('text', characters[++i]);
    }
  }
  add('mark', mark(scripts));
  return out;
}

/** A text on one line. */
export function line(text) {
  return pieces(String(text)).map(piece => piece.text).join('');
}

/** Lines of a text such as a difference, each as wide as it likes. */
export function lines(text) {
  return text.replace(/\s+$/, '').split('\n').map(each => each.split('\t').map(line).join('\t'));
}
