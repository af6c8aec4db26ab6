// SPDX-License-Identifier: Apache-2.0
// What was said, as people like to read it: a small part of Markdown, made of elements and text nodes only. Nothing that is
// said loads anything, and a link says where it leads.
import {html} from '../lib.js';

// what moves other letters, or cannot be seen and is no part of an emoji or of a script that needs it
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u180e\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\u200e\u200f\u061c\u2028\u2029\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
// none of these tries a place in more ways than one: whoever writes the text must not be able to stop the page
const FENCE = /^\s{0,3}(```+|~~~+)\s*([\w+#.-]*)$/;
const HEADING = /^(#{1,6})\s+(.+)$/;
const BULLET = /^\s{0,3}[-*+]\s+(.*)$/;
const NUMBER = /^\s{0,3}\d{1,6}[.)]\s+(.*)$/;
const QUOTE = /^\s{0,3}>\s?(.*)$/;
const ROW = /^\s{0,3}\|(.*)\|\s*$/;
const RULE = /^\s{0,3}\|(?:\s*:?-+:?\s*\|)+\s*$/;
/** Longer texts are shown as they stand: reading them anew with each piece that comes would be slow. */
const LONGEST = 60_000;
/** Quotations that stand deeper in each other than this are shown as they stand. */
const DEEPEST_QUOTE = 8;

/** A text without Markdown: its lines, each for itself, with what cannot be seen made visible. */
export function Plain({text}) {
  return html`<div class="plain" dir="auto">${seen(String(text ?? ''))}</div>`;
}

/** A text with Markdown. */
export function Said({text}) {
  const all = String(text ?? '');
  return all.length > LONGEST ? html`<${Plain} text=${all} />`
    : html`<div class="said-text">${blocks(all.split(/\r?\n/))}</div>`;
}

function blocks(lines, depth = 0) {
  const out = [];
  for (let i = 0; i < lines.length;) {
    const fence = FENCE.exec(lines[i].trimEnd());
    const heading = HEADING.exec(lines[i]);
    if (fence) {
      const body = [];
      for (i++; i < lines.length && !lines[i].trim().startsWith(fence[1]); i++) {
        body.push(lines[i]);
      }
      i++;
      out.push(html`<pre tabindex="0" role="group" aria-label=${fence[2] || 'code'}><code>${seen(body.join('\n'))}</code></pre>`);
    } else if (!lines[i].trim()) {
      i++;
    } else if (heading) {
      out.push(html`<p class="heading" role="heading" aria-level=${Math.min(6, heading[1].length + 2)} dir="auto">${inline(heading[2])}</p>`);
      i++;
    } else if (BULLET.test(lines[i]) || NUMBER.test(lines[i])) {
      const kind = BULLET.test(lines[i]) ? BULLET : NUMBER;
      const items = [];
      for (; i < lines.length && kind.test(lines[i]); i++) {
        items.push(html`<li dir="auto">${inline(kind.exec(lines[i])[1])}</li>`);
      }
      out.push(kind === BULLET ? html`<ul>${items}</ul>` : html`<ol>${items}</ol>`);
    } else if (isTable(lines, i)) {
      const head = lines[i];
      const rows = [];
      for (i += 2; i < lines.length && ROW.test(lines[i]); i++) {
        rows.push(lines[i]);
      }
      out.push(html`<div class="table" tabindex="0" role="group" aria-label="table"><table><thead><tr>${cells(head).map(text =>
        html`<th scope="col" dir="auto">${inline(text)}</th>`)}</tr></thead><tbody>${rows.map(row => html`<tr>${cells(row).map(text =>
        html`<td dir="auto">${inline(text)}</td>`)}</tr>`)}</tbody></table></div>`);
    } else if (depth < DEEPEST_QUOTE && QUOTE.test(lines[i])) {
      const quoted = [];
      for (; i < lines.length && QUOTE.test(lines[i]); i++) {
        quoted.push(QUOTE.exec(lines[i])[1]);
      }
      out.push(html`<blockquote>${blocks(quoted, depth + 1)}</blockquote>`);
    } else {
      const paragraph = [];
      for (; i < lines.length && lines[i].trim() && !FENCE.test(lines[i].trimEnd()) && !HEADING.test(lines[i]) && !isTable(lines, i)
          && (paragraph.length === 0 || !BULLET.test(lines[i]) && !NUMBER.test(lines[i])
            && (depth >= DEEPEST_QUOTE || !QUOTE.test(lines[i]))); i++) {
        paragraph.push(lines[i]);
      }
      out.push(html`<p dir="auto">${inline(paragraph.join('\n'))}</p>`);
    }
  }
  return out;
}

function isTable(lines, i) {
  return ROW.test(lines[i]) && i + 1 < lines.length && RULE.test(lines[i + 1]);
}

function cells(row) {
  return ROW.exec(row)[1].split('|').map(text => text.trim());
}

const INLINE = /(?<!`)(`+)(?!`)([^`]+)\1(?!`)|\*\*([^*\n]+?)\*\*|(?<![\w*])\*([^*\s](?:[^*\n]*[^*\s])?)\*(?![\w*])|\[([^\]\n]{1,300})\]\((https?:\/\/[^\s()<>"]{1,2000})\)/g;

function inline(text) {
  const out = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    out.push(seen(text.slice(from, match.index)));
    const [, , code, strong, em, label, href] = match;
    out.push(code !== undefined ? html`<code>${seen(code)}</code>`
      : strong !== undefined ? html`<strong>${seen(strong)}</strong>`
        : em !== undefined ? html`<em>${seen(em)}</em>` : link(label, href));
    from = match.index + match[0].length;
  }
  out.push(seen(text.slice(from)));
  return out;
}

/** Says the host that it leads to, whatever its label says. */
function link(label, href) {
  let host;
  try {
    host = new URL(href).host;
  } catch {
    return label + ' (' + href + ')';
  }
  return html`<a href=${href} target="_blank" rel="noopener noreferrer" title=${href}>${seen(label)}</a>${' '}<small>(${host})</small>`;
}

function escaped(letter) {
  const code = letter.codePointAt(0).toString(16);
  return code.length > 4 ? '\\u{' + code + '}' : '\\u' + code.padStart(4, '0');
}

/** Text with what moves or hides letters written as an escape. */
function seen(text) {
  const out = [];
  let from = 0;
  for (const match of text.matchAll(HIDDEN)) {
    out.push(text.slice(from, match.index),
      html`<span class="escape">${escaped(match[0])}</span>`);
    from = match.index + match[0].length;
  }
  out.push(text.slice(from));
  return out;
}
