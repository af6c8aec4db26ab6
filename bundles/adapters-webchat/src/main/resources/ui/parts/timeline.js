// SPDX-License-Identifier: Apache-2.0
// What happened in a turn, told from its journal records; no elements here.

/** Records whose content a step, a call or the turn's head shows; what else there is stands by itself, by its type. */
const TOLD = new Set(['turn.accepted', 'turn.started', 'turn.step', 'turn.finished', 'turn.failed', 'turn.cancelled',
  'message.accepted', 'message.queued', 'message.emitted', 'memory.read', 'decide.steered', 'decide.asked',
  'decide.answered', 'decide.finished',
  'tool.requested', 'policy.decided', 'approval.requested', 'approval.decided', 'tool.started', 'tool.finished',
  'tool.in_doubt', 'tool.resolved']);
const ENDS = new Set(['turn.finished', 'turn.failed', 'turn.cancelled']);

/**
 * The turn as a person reads it.
 *
 * @param records of one turn, in the journal's order
 * @returns `{begun, ended, message, queued, started, steps, others, end, emitted, totals}`; a step is
 *     `{number, begun, ended, open, memory, steered, exchanges, decision, calls}`, `open` while it is not over. Times are milliseconds
 *     since the epoch
 */
export function timeline(records) {
  const turn = {steps: [], others: [], begun: undefined};
  const calls = new Map();
  for (const record of records) {
    const at = Date.parse(record.at);
    turn.begun ??= at;
    tellTurn(turn, record, at);
    if (record.type === 'memory.read') {
      stepOf(turn, record.meta.step, at).memory = {at, read: record.meta.memories ?? []};
    } else if (record.type === 'decide.steered') {
      stepOf(turn, record.meta.step, at).steered.push({at, parts: record.payload.parts ?? []});
    } else if (record.type.startsWith('decide.')) {
      tellDecision(stepOf(turn, record.meta.step, at), record, at);
    } else if (record.call) {
      tellCall(callOf(turn, calls, record, at), record, at);
    } else if (record.type === 'turn.step') {
      stepOf(turn, record.meta.step, at).ended = at;
    }
    if (!TOLD.has(record.type)) {
      turn.others.push({...record, at});
    }
  }
  turn.steps.forEach(step => {
    step.open = !step.ended && !turn.ended;
    step.ended ??= Math.max(step.begun, ...step.exchanges.map(each => each.ended ?? 0), step.decision?.at ?? 0,
      ...step.calls.map(call => call.ended ?? call.started ?? call.begun));
  });
  turn.totals = totals(turn.steps);
  return turn;
}

/** Whether nothing of the turn can come any more. */
export function isOver(records) {
  const end = records.findLast(record => ENDS.has(record.type));
  return Boolean(end) && (end.type !== 'turn.finished' || records.some(record => record.type.startsWith('message.')
    && record.type !== 'message.accepted' && record.type !== 'message.queued'));
}

function tellTurn(turn, {type, meta, payload}, at) {
  switch (type) {
    case 'message.accepted': turn.message = {at, meta, payload}; break;
    case 'message.queued': turn.queued = meta; break;
    case 'turn.started': turn.started ??= at; break;
    case 'message.emitted': turn.emitted = at; break;
    default: if (ENDS.has(type)) {
      turn.ended = at;
      turn.end = {...meta, ...payload, type};
    }
  }
}

function stepOf(turn, number, at) {
  let step = turn.steps.find(each => each.number === number);
  if (!step) {
    step = {number, begun: at, steered: [], exchanges: [], calls: []};
    turn.steps.push(step);
  }
  return step;
}

function tellDecision(step, {type, meta, payload}, at) {
  if (type === 'decide.finished') {
    // its record has the moment at which the step began: it was made once its exchanges had their answers
    step.begun = Math.min(step.begun, at);
    step.decision = {at: Math.max(at, ...step.exchanges.map(each => each.ended ?? 0)), kind: meta.decision,
      planner: meta.planner, origin: meta.origin, content: payload.content ?? {}, erased: payload.erased};
    return;
  }
  let exchange = step.exchanges.findLast(each => each.number === meta.number);
  if (!exchange || type === 'decide.asked' && exchange.ended) {
    exchange = {number: meta.number, begun: at};
    step.exchanges.push(exchange);
  }
  Object.assign(exchange, meta);
  if (type === 'decide.answered') {
    exchange.ended = at;
  }
}

function callOf(turn, calls, {call, meta}, at) {
  let told = calls.get(call);
  if (!told) {
    told = {id: call, begun: at, approvals: [], attempts: 0, resolutions: []};
    calls.set(call, told);
    // a call belongs to the step that was decided last
    const step = turn.steps.findLast(each => each.decision) ?? stepOf(turn, 0, at);
    step.calls.push(told);
  }
  told.tool ??= meta.tool;
  told.version = meta.version ?? told.version;
  told.risk = meta.risk ?? told.risk;
  return told;
}

function tellCall(call, {type, meta, payload}, at) {
  switch (type) {
    case 'tool.requested':
      Object.assign(call, {input: payload.input, principal: meta.principal, dryRun: meta.dryRun, state: 'requested'});
      break;
    case 'policy.decided':
      // judged again after a change of rules: the last one is what holds
      call.policy = {at, effect: meta.effect, rules: meta.rules ?? [], reason: meta.reason, before: call.policy};
      break;
    case 'approval.requested':
      call.approvals.push({id: meta.approval, mode: meta.mode, asked: at});
      call.state = 'waiting_approval';
      break;
    case 'approval.decided': {
      let asked = call.approvals.find(each => each.id === meta.approval);
      if (!asked) {
        call.approvals.push(asked = {id: meta.approval, mode: meta.mode});
      }
      Object.assign(asked, {decided: at, decision: meta.decision, by: meta.by, reason: payload.reason});
      break;
    }
    case 'tool.started':
      Object.assign(call, {started: at, attempts: meta.attempt ?? call.attempts + 1, bundle: meta.bundle, state: 'running'});
      break;
    case 'tool.finished':
      Object.assign(call, {ended: at, state: meta.state, code: meta.code, took: meta.durationMillis, output: payload.output,
        preview: payload.preview, message: payload.message, erased: payload.erased});
      break;
    case 'tool.in_doubt':
      call.state = 'in_doubt';
      break;
    case 'tool.resolved':
      call.resolutions.push({at, outcome: meta.outcome, by: meta.by, note: payload.note});
      call.state = meta.outcome === 'retry' ? 'requested' : call.state;
      break;
    default:
  }
}

/** What the exchanges with models came to, where they are on record with it: spend in millionths, by currency. */
function totals(steps) {
  const exchanges = steps.flatMap(step => step.exchanges);
  const used = exchanges.filter(exchange => exchange.usage);
  return {
    exchanges: exchanges.length,
    failed: exchanges.filter(exchange => exchange.outcome === 'failed').length,
    usage: used.length === 0 ? undefined : used.reduce((sum, {usage}) => plus(sum, usage), {}),
  };
}

function plus(sum, usage) {
  const spend = {...sum.spend};
  Object.entries(usage.spend ?? {}).forEach(([currency, micros]) => {
    spend[currency] = (spend[currency] ?? 0) + micros;
  });
  const add = name => (sum[name] ?? 0) + (usage[name] ?? 0);
  return {input: add('input'), cachedInput: add('cachedInput'), output: add('output'), spend};
}
