// SPDX-License-Identifier: Apache-2.0
// A node of a Postern gateway: offers tools over its wire (docs/nodes.md). Needs a global WebSocket, as Node 22 has one.

/** A failure with a reason that the caller may see; `code` is stable, in snake_case. */
export class ToolError extends Error {
  constructor(code, message, retryable = false) {
    super(message);
    Object.assign(this, { code, retryable });
  }
}

/**
 * Connects, registers, and serves until `stop()`; connects anew when the line breaks.
 *
 * tools: [{ ...descriptor, run(input, call) }], where call has `signal` (an AbortSignal), `progress(text)`,
 * `output(text)` and the members of call.start's params.
 */
export function serve({ url, token, node, version = "0.0.0", tools, log = console.error }) {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const offers = tools.map(({ run, ...descriptor }) => descriptor);
  let line = null;
  let stopped = false;
  let waited = 0;
  let again;
  const ended = withResolvers();

  function connect() {
    line = open({ url, token, node, version, byName, offers, log, registered: () => (waited = 0) });
    line.closed.then((reason) => {
      log(`the line is closed: ${reason}`);
      if (stopped) {
        ended.resolve();
        return;
      }
      waited = Math.min(30_000, waited === 0 ? 250 : waited * 2);
      again = setTimeout(connect, waited);
    });
  }

  connect();
  return {
    ended: ended.promise,
    /** Takes no further calls, ends those that run, and goes. */
    async stop() {
      stopped = true;
      clearTimeout(again);
      await line.drain();
      ended.resolve();
    },
  };
}

function open({ url, token, node, version, byName, offers, log, registered }) {
  const socket = new WebSocket(url, ["postern.v1"]);
  const { promise: closed, resolve: close } = withResolvers();
  const asked = new Map();
  const runs = new Map();
  let heartbeat;
  let ids = 0;

  const send = (frame) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(frame));
  const ask = (frame) => {
    const id = String(++ids);
    const { promise, resolve, reject } = withResolvers();
    asked.set(id, { resolve, reject });
    send({ ...frame, id });
    return promise;
  };
  const request = (method, params = {}) => ask({ type: "request", method, params });
  const answer = (id, result) => send({ type: "response", id, ok: true, result });
  const refuse = (id, code, message) => send({ type: "response", id, ok: false,
    error: { code, message, details: [], retryable: false, retryAfterMs: null } });

  async function hello() {
    await ask({ type: "connect", protocol: { min: 1, max: 1 }, client: { id: node, kind: "node", name: node, version },
      auth: { token } });
    const told = await request("nodes.register", { node, version, tools: offers });
    for (const tool of told.tools.filter((each) => each.refused)) {
      log(`${tool.name} does not serve: ${tool.refused}`);
    }
    heartbeat = setInterval(() => request("nodes.heartbeat").catch(() => {}), told.heartbeatMs);
    registered();
    log(`${told.bundle} serves`);
  }

  async function start(id, call) {
    const tool = byName.get(call.tool);
    if (!tool) {
      refuse(id, "not_found", `there is no tool ${call.tool} here`);
      return;
    }
    const abort = new AbortController();
    let seq = 0;
    const piece = (kind, data) => send({ type: "stream", stream: call.run, attempt: 1, seq: seq++, kind, data,
      end: false });
    const run = { abort, done: withResolvers() };
    runs.set(call.run, run);
    try {
      const output = await tool.run(call.input, { ...call, signal: abort.signal,
        progress: (text) => piece("progress", text), output: (text) => piece("output", text) });
      answer(id, { output });
    } catch (error) {
      if (!(error instanceof ToolError) && !abort.signal.aborted) {
        log(`${call.tool} failed in ${call.call}:`, error);
      }
      const { code = "failed", message, retryable = false } = error instanceof ToolError
        ? error : { message: `${call.tool} failed` };
      answer(id, { failure: { code, message, retryable } });
    } finally {
      runs.delete(call.run);
      run.done.resolve();
    }
  }

  socket.onopen = () => hello().catch((error) => {
    log(`not taken: ${error.message}`);
    socket.close();
  });
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(data);
    if (frame.type === "response") {
      const waiting = asked.get(frame.id);
      asked.delete(frame.id);
      if (frame.ok) {
        waiting?.resolve(frame.result);
      } else {
        waiting?.reject(new Error(`${frame.error.code}: ${frame.error.message}`));
      }
    } else if (frame.type === "request" && frame.method === "call.start") {
      start(frame.id, frame.params);
    } else if (frame.type === "request" && frame.method === "call.cancel") {
      runs.get(frame.params.run)?.abort.abort();
      answer(frame.id, {});
    } else if (frame.type === "request") {
      refuse(frame.id, "unknown_method", `there is no method ${frame.method} here`);
    }
  };
  socket.onerror = () => {};
  socket.onclose = ({ code, reason }) => {
    clearInterval(heartbeat);
    // nobody takes the answers of what still runs
    runs.forEach((run) => run.abort.abort());
    asked.forEach(({ reject }) => reject(new Error("the line is closed")));
    close(`${code} ${reason}`.trim());
  };

  return {
    closed,
    async drain() {
      await request("nodes.drain").catch(() => {});
      await Promise.all([...runs.values()].map((run) => run.done.promise));
      socket.close();
      await closed;
    },
  };
}

function withResolvers() {
  let resolve;
  let reject;
  const promise = new Promise((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
