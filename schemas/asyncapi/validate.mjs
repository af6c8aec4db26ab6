// Reads AsyncAPI documents with AsyncAPI's own parser; exits with 1 when it finds an error. Each line begins with the file's name.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Parser } from '@asyncapi/parser';

let valid = true;
for (const file of process.argv.slice(2)) {
  const { document, diagnostics } = await new Parser().parse(await readFile(file, 'utf8'));
  const errors = diagnostics.filter((each) => each.severity === 0);
  for (const error of errors) {
    console.log(`${basename(file)}: ${error.path.join('/')}: ${error.message}`);
  }
  if (document && errors.length === 0) {
    console.log(`${basename(file)}: valid: ${document.operations().length} operations, ${document.messages().length} messages`);
  } else {
    valid = false;
  }
}
process.exit(valid ? 0 : 1);
