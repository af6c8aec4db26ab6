// SPDX-License-Identifier: Apache-2.0
// A turn from its acceptance to its end: steps, calls, decisions with their rules, and how long each took.
import {badge, el, foreign, json, moment} from './dom.js';

const HIDDEN = new Set(['turn', 'session', 'call', 'tool', 'version', 'bundle', 'state', 'effect', 'decision', 'rules',
  'reason', 'idempotencyKey', 'digest', 'traceparent']);

/** What the session's history and the audit know of the turn, in order. */
export async function timeline(wire, turn) {
  const since = turn.acceptedAt;
  const records = (await wire.pages('sessions.history', {session: turn.session}, 'records', 40))
    .filter(record => record.turn === turn.id);
  const told = new Set(records.map(record => record.type));
  const audited = wire.may('audit:read')
    ? (await wire.pages('audit.query', {session: turn.session, since}, 'records', 40))
      .filter(record => record.turn === turn.id && !told.has(record.type))
      .map(record => ({...record, payload: {}}))
    : [];
  const all = [...records, ...audited].sort((one, other) => one.at.localeCompare(other.at));
  const begin = new Date(all[0]?.at ?? since);
  return el('section', {'aria-label': 'Timeline'}, el('div', {class: 'bar'}, el('h2', {}, 'Timeline')),
    el('ol', {class: 'timeline'}, all.map(record => item(record, new Date(record.at) - begin))));
}

function item({type, at, call, meta, payload}, after) {
  const word = meta.effect ?? meta.decision ?? meta.state;
  const rest = {...meta, ...payload};
  Object.keys(rest).filter(name => HIDDEN.has(name)).forEach(name => delete rest[name]);
  return el('li', {'data-type': type}, el('span', {class: 'after', title: at}, '+' + span(after)), ' ',
    el('strong', {}, foreign(type)), ' ', meta.tool ? [foreign(meta.tool), ' '] : null,
    word ? [badge('state', word), ' '] : null,
    meta.rules?.length ? ['by ', el('span', {class: 'rules'}, foreign(meta.rules.join(', '))), ' '] : null,
    meta.reason ? [foreign(meta.reason), ' '] : null,
    meta.durationMillis !== undefined ? 'took ' + span(meta.durationMillis) + ' ' : null,
    el('details', {}, el('summary', {}, 'more'), el('div', {}, moment(at), ' ', call ? foreign(call) : ''),
      json(rest, 1)));
}

function span(ms) {
  return ms < 1_000 ? ms + ' ms' : ms < 60_000 ? (ms / 1_000).toFixed(1) + ' s' : Math.round(ms / 60_000) + ' min';
}
