// SPDX-License-Identifier: Apache-2.0
// Writes the contexts that contexts.txt names into a C++ source, in JCS form
// (RFC 8785), and fails if one differs from its digest.
// Usage: node embed.mjs OUTPUT
import {createHash} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, '../../../node_modules');
const requireModule = createRequire(join(modules, 'of-the-tree.js'));
const kDelimiter = 'prescreen';

// Sorted by UTF-16 code units, as Array.prototype.sort does.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.keys(value).sort().map(
      name => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join(',')}}`;
}

// FILE, npm:PACKAGE/FILE, or npm:PACKAGE#IRI for its exported map's entry.
function load(source) {
  if (!source.startsWith('npm:')) {
    return JSON.parse(readFileSync(join(here, source), 'utf8'));
  }
  const name = source.slice('npm:'.length);
  const hash = name.indexOf('#');
  if (hash < 0) return JSON.parse(readFileSync(join(modules, name), 'utf8'));
  return requireModule(name.slice(0, hash)).contexts.get(name.slice(hash + 1));
}

function entry(line) {
  const [iri, source, digest] = line.split(' ');
  let text;
  try {
    text = canonical(load(source));
  } catch (error) {
    throw new Error(`${iri}: ${source}: ${error.message}; run ./dev setup`);
  }
  const actual = createHash('sha256').update(text).digest('hex');
  if (actual !== digest) throw new Error(`${iri}: ${actual}, not ${digest}`);
  return `    {"${iri}", "${digest}",\n     R"${kDelimiter}(${text})${kDelimiter}"},\n`;
}

const lines = readFileSync(join(here, 'contexts.txt'), 'utf8').split('\n');
const entries = lines.filter(line => line && !line.startsWith('#')).map(entry);
writeFileSync(process.argv[2], `// Made by embed.mjs from contexts.txt.
#include "server/jsonld/context_table.h"

namespace prescreen::jsonld::internal {

const EmbeddedContext kEmbeddedContexts[] = {
${entries.join('')}};
const std::size_t kEmbeddedContextCount = ${entries.length};

}  // namespace prescreen::jsonld::internal
`);
