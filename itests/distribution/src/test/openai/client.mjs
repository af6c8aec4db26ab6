// Calls OpenAI's client as lines on standard input say, and answers each with a line of JSON.
//   {"url", "key", "call": "chat.completions.create", "args": […], "events": N, "final": "finalResponse"}
// A stream's events come as an array; after "events" of them it is aborted; "final" asks a helper for what it made of them.
import { createInterface } from 'node:readline';
import OpenAI from 'openai';

async function run({ url, key, call, args = [], events, final }) {
  const client = new OpenAI({ baseURL: url, apiKey: key, maxRetries: 0 });
  const path = call.split('.');
  const owner = path.slice(0, -1).reduce((at, name) => at[name], client);
  const made = await owner[path.at(-1)](...args);
  if (final) {
    return await made[final]();
  }
  if (made?.controller instanceof AbortController && made[Symbol.asyncIterator]) {
    const heard = [];
    for await (const event of made) {
      heard.push(event);
      if (heard.length === events) {
        made.controller.abort();
        break;
      }
    }
    return heard;
  }
  return made;
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { ok: true, result: await run(JSON.parse(line)) };
  } catch (error) {
    const { status = 0, code = null, type = null, param = null, message } = error;
    answer = { ok: false, error: { name: error.constructor.name, status, code, type, param, message } };
  }
  console.log(JSON.stringify(answer));
}
