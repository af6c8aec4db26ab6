// SPDX-License-Identifier: Apache-2.0
// A small plot of what was measured lately, and the same in words.
import {html} from '../lib.js';

const WIDTH = 300;
const HEIGHT = 84;
const PAD = 4;
const SHADES = ['one', 'two', 'three'];

/**
 * Lines over time.
 *
 * @param title what it is
 * @param lines `{name, values}`, the oldest first, undefined where nothing was measured; all of one length
 * @param span how many values fill the width
 * @param say a value in words, with its unit
 * @param least what the height shows at least, so that noise does not look like a mountain
 */
export function Plot({title, lines, span, say, least = 1}) {
  const top = Math.max(least, ...lines.flatMap(line => line.values.filter(known)));
  const id = 'plot-' + title.replace(/\W+/g, '-');
  return html`<figure class="plot card" aria-labelledby=${id}>
    <figcaption><h2 id=${id}>${title}</h2><ul>${lines.map(({name, values}, i) => html`<li key=${name}>
      <span class="key ${SHADES[i]}" aria-hidden="true"></span> ${name} <strong>${told(values.at(-1), say)}</strong></li>`)}</ul></figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
      ${[0, .5, 1].map(part => html`<line key=${part} class="grid" x1="0" x2=${WIDTH} y1=${y(part)} y2=${y(part)} />`)}
      ${lines.map(({name, values}, i) => html`<path key=${name} class=${SHADES[i]} d=${path(values, span, top)} />`)}
    </svg>
    <p class="hint words">${lines.map(line => words(line, say)).join(' ')} The top is ${say(top)}.</p>
  </figure>`;
}

function words({name, values}, say) {
  const there = values.filter(known);
  if (there.length === 0) {
    return name + ': nothing measured yet.';
  }
  const mean = there.reduce((sum, value) => sum + value, 0) / there.length;
  return name + ': ' + say(Math.min(...there)) + ' to ' + say(Math.max(...there)) + ', ' + say(mean) + ' on average.';
}

function told(value, say) {
  return known(value) ? say(value) : '–';
}

function known(value) {
  return value !== undefined && Number.isFinite(value);
}

function y(part) {
  return (HEIGHT - PAD - part * (HEIGHT - 2 * PAD)).toFixed(1);
}

/** A path with gaps where nothing was measured; a single value is a dot. */
function path(values, span, top) {
  const step = WIDTH / Math.max(1, span - 1);
  const begin = WIDTH - (values.length - 1) * step;
  let pen = false;
  return values.map((value, i) => {
    if (!known(value)) {
      pen = false;
      return '';
    }
    const at = (begin + i * step).toFixed(1) + ' ' + y(value / top);
    const piece = pen ? 'L' + at : 'M' + at + (known(values[i + 1]) ? '' : 'h0.1');
    pen = true;
    return piece;
  }).join('');
}
