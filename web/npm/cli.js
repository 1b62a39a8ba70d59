#!/usr/bin/env node
// `npx pith-verify`: some of `pith verify`, with its reports and exit codes.

import fs from 'node:fs';
import process from 'node:process';

import { OptionError, Panic, VERSION, instance } from './index.js';
import { decoded, finished, run } from './run.js';

const USAGE = `Usage: pith-verify [OPTIONS] FILE...

Verifies Pith open-graph bundles. - is standard input.

Trust:
  --key KEY              trust KEY instead of the built-in key: 64 hex digits, base64, or @FILE
  --keyring FILE         trust the keys in FILE, one "signer_id key_id ed25519 BASE64" per line
  --trust-embedded       take embedded keys at face value
Policy:
  --expect-number N      require this Pith number
  --expect-source SOURCE require a record of this source: arxiv:ID[vV]
  --expect-bundle HEX    require this digest of the bundle
  --title TEXT           require a paper with this title
  --abstract FILE        require a paper with the abstract in FILE
  --state FILE           require the state.json in FILE
  --since FILE           require all events of the older bundle in FILE
  --max-age DAYS         require a bundle that was built at most DAYS days ago
  --strict               treat warnings and open differences as failures
Input and output:
  --ndjson               read each line of an input as one bundle
  --max-bytes N          maximum size of one document [default: 67108864]
  --format FORMAT        human, json, ndjson or html [default: human]
  --quiet                print nothing; rely on the exit code
  --no-progress          changes nothing here, since no progress is shown
  --help, --version

Exit codes: 0 pass, 1 fail, 2 not checked, 3 malformed, 4 untrusted, 5 undetermined, 70 bug.
`;

const UNCHECKED = 2;
const INTERNAL = 70;

// A mistake of the caller: usage, or a file that an option needs.
class Usage extends Error {}

const FLAGS = { '--trust-embedded': 'trustEmbedded', '--strict': 'strict', '--ndjson': 'ndjson', '--quiet': 'quiet', '-q': 'quiet', '--no-progress': 'noProgress' };
const TEXTS = {
  '--expect-number': 'expectNumber', '--expect-source': 'expectSource', '--expect-bundle': 'expectBundle',
  '--title': 'title', '--max-age': 'maxAge', '--max-bytes': 'maxBytes', '--format': 'format',
};
const FILES = { '--abstract': 'abstract', '--state': 'state', '--since': 'since' };
const FORMATS = ['human', 'json', 'ndjson', 'html'];
const VERSIONS = `pith-verify ${VERSION}\n`;
const ANSWERS = { '--help': USAGE, '-h': USAGE, '--version': VERSIONS, '-V': VERSIONS };

// Every argument is known and used, or the whole is refused: an expectation that is passed over would be a wrong pass.
function parsed(args) {
  const given = { key: [], keyring: [], inputs: [] };
  const once = (option, name, value) => {
    if (name in given) throw new Usage(`${option} is given twice`);
    given[name] = value;
  };
  const rest = [...args];
  while (rest.length > 0) {
    const argument = rest.shift();
    if (argument === '--') {
      given.inputs.push(...rest.splice(0));
      break;
    }
    if (argument === '-' || !argument.startsWith('-')) {
      given.inputs.push(argument);
      continue;
    }
    const [, option, , inline] = argument.match(/^(--?[^=]*)(=([\s\S]*))?$/);
    const isKey = option === '--key';
    const value = () => {
      if (inline !== undefined) return inline;
      const next = rest.shift();
      // A key in PEM begins with hyphens.
      if (next === undefined || (!isKey && next.startsWith('-') && next !== '-')) throw new Usage(`${option} needs a value`);
      return next;
    };
    // Only here, where it is an option: a file may have such a name, and must be verified.
    if (inline === undefined && Object.hasOwn(ANSWERS, option)) return { answer: ANSWERS[option] };
    if (Object.hasOwn(FLAGS, option)) {
      if (inline !== undefined) throw new Usage(`${option} has no value`);
      once(option, FLAGS[option], true);
    } else if (isKey || option === '--keyring') given[option.slice(2)].push(value());
    else if (Object.hasOwn(TEXTS, option)) once(option, TEXTS[option], value());
    else if (Object.hasOwn(FILES, option)) once(option, FILES[option], value());
    else throw new Usage(`there is no option ${option}`);
  }
  if (given.inputs.length === 0) throw new Usage('nothing to verify: give a file, or - for standard input');
  if (given.format !== undefined && !FORMATS.includes(given.format)) throw new Usage(`--format is one of ${FORMATS.join(', ')}`);
  const inputs = [...given.inputs, given.abstract, given.state, given.since, ...given.keyring];
  if (inputs.filter(name => name === '-').length > 1) throw new Usage('standard input is read for one thing');
  return given;
}

const MAX_BYTES = 64 * 1024 * 1024;

function contents(option, name, limit) {
  let bytes;
  try {
    bytes = fs.readFileSync(name === '-' ? 0 : name);
  } catch (error) {
    throw new Usage(`${option} ${name}: ${error.message}`);
  }
  if (bytes.length > limit) throw new Usage(`${option} ${name}: larger than the limit of ${limit} bytes`);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

function textOf(option, name) {
  try {
    return decoded(contents(option, name, MAX_BYTES));
  } catch (error) {
    throw error instanceof Usage ? error : new Usage(`${option} ${name}: ${error.message}`);
  }
}

function optionsOf({ key, keyring, trustEmbedded, strict, expectNumber, expectSource, expectBundle, title, maxAge, maxBytes, ...given }) {
  const limit = /^\d+$/.test(maxBytes ?? '') ? Number(maxBytes) : MAX_BYTES;
  const file = name => given[name] && { name: given[name], contents: contents(`--${name}`, given[name], limit) };
  return {
    key: key.filter(text => !text.startsWith('@')),
    keyFile: key.filter(text => text.startsWith('@')).map(text => textOf('--key', text.slice(1))),
    keyring: keyring.map(name => textOf('--keyring', name)),
    trustEmbedded, strict, expectNumber, expectSource, expectBundle, title, maxAge, maxBytes,
    abstract: file('abstract'), state: file('state'), since: file('since'),
  };
}

// An input whose bytes are read when they are asked for.
function inputOf(name, lines) {
  let descriptor;
  let seen = 0;
  const read = (offset, length) => {
    descriptor ??= name === '-' ? 0 : fs.openSync(name);
    const part = Buffer.alloc(length);
    const isFile = name !== '-' && fs.fstatSync(descriptor).isFile();
    if (!isFile && offset !== seen) throw new Error('it can be read only once');
    let count = 0;
    while (count < length) {
      const found = fs.readSync(descriptor, part, count, length - count, isFile ? offset + count : null);
      if (found === 0) break;
      count += found;
    }
    seen = offset + count;
    return new Uint8Array(part.buffer, part.byteOffset, count);
  };
  const close = () => { if (descriptor > 0) fs.closeSync(descriptor); };
  return { name, lines, read, close };
}

function main(args) {
  const given = parsed(args);
  if (given.answer) return print(given.answer, 0);
  const format = given.format ?? 'human';
  const inputs = given.inputs.map(name => inputOf(name, given.ndjson));
  const { exitCode, reports } = finished(run(instance, optionsOf(given), [format], inputs));
  inputs.forEach(input => input.close());
  return given.quiet ? exitCode : print(reports[format], exitCode);
}

// A report that cannot be written is no pass.
function print(text, exitCode) {
  const bytes = Buffer.from(text);
  try {
    for (let written = 0; written < bytes.length;) {
      try {
        written += fs.writeSync(1, bytes, written);
      } catch (error) {
        // A pipe whose reader is slower.
        if (error.code !== 'EAGAIN') throw error;
      }
    }
    return exitCode;
  } catch (error) {
    if (error.code !== 'EPIPE') complain(`standard output: ${error.message}`);
    return exitCode === 0 ? UNCHECKED : exitCode;
  }
}

// With the option as it was given.
function refusal({ option, reason }) {
  const name = option === 'keyFile' ? 'key' : option.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
  return option ? `--${name}: ${reason}` : reason;
}

// Text of others reaches the terminal without what acts on it or begins a line.
function complain(message) {
  const safe = message.replace(/[^\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff]/gu, c => `\\u{${c.codePointAt(0).toString(16)}}`);
  fs.writeSync(2, `pith-verify: ${safe}\n`);
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof Usage || error instanceof OptionError;
  complain(error instanceof OptionError ? refusal(error) : isUsage || error instanceof Panic ? error.message : `a bug: ${error?.stack ?? error}`);
  process.exitCode = isUsage ? UNCHECKED : INTERNAL;
}
