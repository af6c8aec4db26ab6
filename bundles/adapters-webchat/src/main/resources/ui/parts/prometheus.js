// SPDX-License-Identifier: Apache-2.0
// The gateway's figures, as /metrics tells them: Prometheus text 0.0.4.
import {useEffect, useRef, useState} from '../lib.js';

const LINE = /^([a-zA-Z_]\w*)(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})? (\S+)/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** One scrape: when, and the series by name. */
export class Scrape {
  #series = new Map();

  constructor(text, at = performance.now()) {
    this.at = at;
    for (const line of text.split('\n')) {
      const [, name, labels = '', value] = LINE.exec(line) ?? [];
      if (name) {
        const of = Object.fromEntries([...labels.matchAll(LABEL)].map(([, label, said]) => [label,
          said.replace(/\\(.)/g, (_, c) => c === 'n' ? '\n' : c)]));
        this.#series.has(name) || this.#series.set(name, []);
        this.#series.get(name).push({labels: of, value: Number(value)});
      }
    }
  }

  /** All series of a name. */
  all(name) {
    return this.#series.get(name) ?? [];
  }

  /** Their sum, or that there are none. */
  sum(name) {
    const all = this.all(name);
    return all.length ? all.reduce((sum, {value}) => sum + value, 0) : undefined;
  }

  /** A histogram's cumulative counts by upper bound in seconds, all its series together. */
  buckets(name) {
    const by = new Map();
    this.all(name + '_bucket').forEach(({labels, value}) => {
      const bound = labels.le === '+Inf' ? Infinity : Number(labels.le);
      by.set(bound, (by.get(bound) ?? 0) + value);
    });
    return by;
  }
}

/** How fast a sum grew between two scrapes, a second; a gateway that was started anew begins at nothing. */
export function rate(before, after, name) {
  const [from, to] = [before.sum(name) ?? 0, after.sum(name)];
  return to === undefined ? undefined : Math.max(0, to < from ? to : to - from) / ((after.at - before.at) / 1_000);
}

/** The quantile of what was timed between two scrapes, in seconds, as near as the buckets tell; absent when nothing was. */
export function quantile(before, after, name, q) {
  const from = before.buckets(name);
  const grown = [...after.buckets(name)].sort(([one], [other]) => one - other)
    .map(([bound, count]) => [bound, Math.max(0, count - (from.get(bound) ?? 0))]);
  const total = grown.at(-1)?.[1] ?? 0;
  if (!total) {
    return undefined;
  }
  let [low, under] = [0, 0];
  for (const [bound, count] of grown) {
    if (count >= q * total) {
      // what is beyond the last bound is at least that
      return bound === Infinity ? low : low + (bound - low) * (q * total - under) / Math.max(1, count - under);
    }
    [low, under] = [bound, count];
  }
  return low;
}

/** Scrapes now and every so often while the page is seen; keeps so many. */
export function useScrapes({everyMs, keep}) {
  const [state, setState] = useState({scrapes: []});
  const busy = useRef(false);
  useEffect(() => {
    let gone = false;
    const scrape = async () => {
      if (busy.current || document.hidden) {
        return;
      }
      busy.current = true;
      try {
        const answer = await fetch('/metrics', {cache: 'no-store'});
        if (!answer.ok) {
          throw new Error((await answer.json().catch(() => ({}))).detail ?? 'the gateway answered ' + answer.status);
        }
        const now = new Scrape(await answer.text());
        gone || setState(({scrapes}) => ({scrapes: [...scrapes, now].slice(-keep)}));
      } catch (failure) {
        gone || setState(before => ({...before, failure}));
      } finally {
        busy.current = false;
      }
    };
    scrape();
    const timer = everyMs ? setInterval(scrape, everyMs) : undefined;
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [everyMs, keep]);
  return state;
}
