// Reads an AsyncAPI document with AsyncAPI's own parser; exits with 1 when it finds an error.
import { readFile } from 'node:fs/promises';
import { Parser } from '@asyncapi/parser';

const text = await readFile(process.argv[2], 'utf8');
const { document, diagnostics } = await new Parser().parse(text);
const errors = diagnostics.filter((each) => each.severity === 0);
for (const error of errors) {
  console.log(`${error.path.join('/')}: ${error.message}`);
}
if (document && errors.length === 0) {
  console.log(`valid: ${document.operations().length} operations, ${document.messages().length} messages`);
}
process.exit(document && errors.length === 0 ? 0 : 1);
