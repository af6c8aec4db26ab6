// SPDX-License-Identifier: Apache-2.0
// Two tools: POSTERN_URL=ws://127.0.0.1:7717/gateway POSTERN_TOKEN_FILE=node.token node node.mjs
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { serve, ToolError } from "./postern-node.mjs";

const object = (properties, required) => ({ type: "object", properties, required, additionalProperties: false });

const slug = {
  name: "example.slug",
  version: "1.0.0",
  description: "Makes a text fit for a file name or an address.",
  risk: "low",
  idempotent: true,
  foreign: false,
  inputSchema: object({ text: { type: "string", maxLength: 1000 } }, ["text"]),
  outputSchema: object({ slug: { type: "string" } }, ["slug"]),
  examples: [{ text: "Hello, World!" }],
  run({ text }) {
    const made = text.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
    if (made === "") {
      throw new ToolError("nothing_left", "the text has no letter a-z and no digit; give one that has");
    }
    return { slug: made };
  },
};

const count = {
  name: "example.count",
  version: "1.0.0",
  description: "Counts, slowly, and says how far it is.",
  risk: "low",
  foreign: false,
  timeoutMillis: 600_000,
  inputSchema: object({
    to: { type: "integer", minimum: 1, maximum: 100_000, default: 3 },
    everyMs: { type: "integer", minimum: 0, maximum: 60_000, default: 100 },
  }, []),
  outputSchema: object({ counted: { type: "integer" } }, ["counted"]),
  async run({ to, everyMs }, call) {
    for (let n = 1; n <= to; n++) {
      await sleep(everyMs, undefined, { signal: call.signal });
      call.progress(`${n}/${to}`);
    }
    return { counted: to };
  },
};

const node = serve({
  url: process.env.POSTERN_URL ?? "ws://127.0.0.1:7717/gateway",
  token: readFileSync(process.env.POSTERN_TOKEN_FILE ?? "node.token", "utf8").trim(),
  node: process.env.POSTERN_NODE ?? "js-example",
  version: "1.0.0",
  tools: [slug, count],
});
process.on("SIGTERM", () => node.stop());
process.on("SIGINT", () => node.stop());
await node.ended;
