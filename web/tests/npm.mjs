// The npm package: packed, installed into an empty folder, and run over every fixture. Its JSON and its exit codes are those
// of the program.

import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { WEB, WORK, browser, cases, fixture, folder, native, real } from './support.mjs';

// Outside of this tree, so that it finds nothing of it.
const place = fs.mkdtempSync(path.join(os.tmpdir(), 'pith-verify-'));
process.on('exit', () => fs.rmSync(place, { recursive: true, force: true }));
const [tarball] = fs.readdirSync(WEB).filter(name => name.endsWith('.tgz'));
execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', '--offline', path.join(WEB, tarball)], { cwd: place });
const installed = path.join(place, 'node_modules', 'pith-verify');
const bin = path.join(place, 'node_modules', '.bin', 'pith-verify');
const { verify, verifyJson, OptionError, VERSION, WASM_SHA256 } = await import(pathToFileURL(path.join(installed, 'index.js')).href);

function contents() {
  const files = fs.readdirSync(installed).sort();
  assert.deepEqual(files, ['LICENSE', 'README.md', 'cli.js', 'index.d.ts', 'index.js', 'package.json', 'pith.js', 'run.js']);
  const { name, version, license, dependencies, scripts } = JSON.parse(fs.readFileSync(path.join(installed, 'package.json')));
  assert.deepEqual([name, version, license, dependencies, scripts], ['pith-verify', native(['--version']).stdout.toString().split(/\s/)[1], 'Apache-2.0', undefined, undefined]);
  assert.match(fs.readFileSync(path.join(installed, 'LICENSE'), 'utf8'), /Apache License/);
  const readme = fs.readFileSync(path.join(installed, 'README.md'), 'utf8');
  assert(readme.length > 1000);
  assert.equal(`pith ${VERSION}`.replace(', modified', ''), String(native(['--version']).stdout).trim().replace(', modified', ''));
  // The same WebAssembly as in the page.
  assert(fs.readFileSync(path.join(WEB, 'pith.html'), 'utf8').includes(WASM_SHA256));
  const [, wasm] = fs.readFileSync(path.join(installed, 'pith.js'), 'utf8').match(/const WASM = '([^']+)'/);
  assert.equal(createHash('sha256').update(Buffer.from(wasm, 'base64')).digest('hex'), WASM_SHA256);
  console.log(`${tarball}: ${fs.statSync(path.join(WEB, tarball)).size} bytes`);
}

// Every case, as a library and as a command.
async function suite() {
  const all = cases();
  const queue = [...all];
  const command = promisify(execFile);
  const work = async () => {
    for (let one = queue.shift(); one; one = queue.shift()) {
      const place = folder(one.files);
      const args = ['--format', 'json', ...one.args, one.input];
      const expected = native(['verify', ...args], place);
      const { stdout, code } = await command(process.execPath, [path.join(installed, 'cli.js'), ...args], { cwd: place, encoding: 'buffer', maxBuffer: 1 << 28 }).then(found => ({ ...found, code: 0 }), error => error);
      assert.equal(code, one.exitCode, one.id);
      assert.equal(String(stdout), String(expected.stdout), one.id);
      const read = name => fs.readFileSync(path.join(place, name));
      const { keys, keyrings, files, texts, strict } = one.page;
      const camel = name => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
      const options = {
        name: one.input,
        key: keys.filter(key => key.text).map(key => key.text),
        keyFile: keys.filter(key => key.file).map(key => String(read(key.file))),
        keyring: keyrings.map(name => String(read(name))),
        strict,
        trustEmbedded: one.page['trust-embedded'],
        ...Object.fromEntries(Object.entries(texts).map(([name, value]) => [camel(name), value])),
        ...Object.fromEntries(Object.entries(files).map(([option, name]) => [option, { name, contents: new Uint8Array(read(name)) }])),
      };
      assert.equal(verifyJson(new Uint8Array(read(one.input)), options), String(expected.stdout), one.id);
      fs.rmSync(place, { recursive: true });
    }
  };
  await Promise.all([work(), work()]);
  assert(all.length > 800, `${all.length} cases`);
  console.log(`${all.length} cases: the JSON and the exit code of the program, as a library and as a command`);
}

function run(args, options = {}) {
  const { status, stdout, stderr } = spawnSync(bin, args, { cwd: place, ...options });
  return { status, stdout: String(stdout), stderr: String(stderr) };
}

// The other formats, several inputs, lines, standard input.
function formats() {
  const cwd = folder({ 'a.json': real, 'b.json': fixture('changed/event-value.json'), 'c.json': fixture('valid/example.json'), 'state.json': fixture('policy/state.json') });
  fs.writeFileSync(path.join(cwd, 'all.ndjson'), ['a', 'b', 'c'].map(name => fs.readFileSync(path.join(cwd, `${name}.json`), 'utf8').trim()).join('\n\r\n'));
  for (const args of [['a.json'], ['b.json'], ['state.json'], ['a.json', 'b.json', 'c.json', 'state.json', 'absent.json'], ['--ndjson', 'all.ndjson'], ['--ndjson', '--strict', 'all.ndjson', 'absent.ndjson', 'a.json']]) {
    for (const format of ['human', 'json', 'ndjson', 'html']) {
      const here = run(['--format', format, ...args], { cwd });
      const there = native(['verify', '--format', format, ...args], cwd);
      assert.equal(here.status, there.status, `${args}`);
      // Node.js has another message for a file that is not there.
      const same = text => text.replace(/ENOENT: no such file or directory, open '[^']+'|ENOENT: no such file or directory, open &#39;[^&]+&#39;|No such file or directory \(os error 2\)/g, 'ABSENT');
      assert.equal(same(here.stdout), same(String(there.stdout)), `${format} ${args}`);
    }
  }
  assert.equal(run(['a.json'], { cwd }).status, 0);
  assert.equal(run(['-'], { cwd, input: fs.readFileSync(real) }).stdout, String(native(['verify', 'a.json'], cwd).stdout).replaceAll('a.json', '-'));
  assert.deepEqual(run(['--quiet', 'b.json'], { cwd }), { status: 1, stdout: '', stderr: '' });
}

// What is not known is refused, never passed over.
function usage() {
  const cwd = folder({ 'a.json': real, 'b.json': fixture('changed/event-value.json') });
  for (const [args, message] of [
    [[], /nothing to verify/],
    [['--strictly', 'a.json'], /there is no option --strictly/],
    [['--report', 'html=x', 'a.json'], /there is no option --report/],
    [['-z', 'a.json'], /there is no option -z/],
    [['--strict=no', 'a.json'], /--strict has no value/],
    [['--strict', '--strict', 'a.json'], /--strict is given twice/],
    [['--title', 'A', '--title', 'B', 'a.json'], /--title is given twice/],
    [['a.json', '--title'], /--title needs a value/],
    [['--title', '--strict', 'a.json'], /--title needs a value/],
    [['--format', 'junit', 'a.json'], /--format is one of/],
    [['--expect-number', 'pith:6CB5P4A4', 'a.json'], /^pith-verify: --expect-number: .*40 bits/],
    [['--expect-source', 'x', 'a.json'], /expected arxiv/],
    [['--expect-bundle', 'x', 'a.json'], /64 lower-case hex/],
    [['--title', '', 'a.json'], /the title is empty/],
    [['--max-age', '0', 'a.json'], /number of days/],
    [['--max-bytes', 'x', 'a.json'], /number of bytes/],
    [['--key', 'x', 'a.json'], /a key is 64 hex digits/],
    [['--key', '@absent', 'a.json'], /absent/],
    [['--keyring', 'a.json', 'a.json'], /line 1: expected/],
    [['--state', 'a.json', 'a.json'], /not a `state\.json`/],
    [['--since', 'absent', 'a.json'], /absent/],
    [['-', '-'], /standard input is read for one thing/],
    [['--hasOwnProperty', 'a.json'], /there is no option/],
  ]) {
    const { status, stdout, stderr } = run(args, { cwd, input: '' });
    assert.deepEqual([status, stdout], [2, ''], `${args}: ${stdout}${stderr}`);
    assert.match(stderr, message);
    assert.match(stderr, /^pith-verify: /);
  }
  // A name that looks like a question is a file behind `--`, and no value of an option.
  const named = folder({ '--help': fixture('changed/event-value.json'), '-h': fixture('changed/event-value.json'), '-V': fixture('changed/event-value.json') });
  for (const name of ['--help', '-h', '-V']) assert.equal(run(['--quiet', '--', name], { cwd: named }).status, 1, name);
  assert.equal(run(['--title', '--help', 'a.json'], { cwd }).status, 2);
  assert.equal(run(['--help=yes', 'a.json'], { cwd }).status, 2);
  assert.equal(run(['absent.json'], { cwd }).status, 2);
  assert.equal(run(['.'], { cwd }).status, 2);
  assert.equal(run(['--max-bytes', '100', 'a.json'], { cwd }).status, 3);
  assert.equal(run(['--help']).status, 0);
  assert.equal(run(['--version']).stdout, `pith-verify ${VERSION}\n`);
  // A report that cannot be written is no pass.
  assert.equal(spawnSync('bash', ['-c', `"${bin}" a.json > /dev/full`], { cwd }).status, 2);
  assert.equal(spawnSync('bash', ['-c', `"${bin}" b.json > /dev/full`], { cwd }).status, 1);
  // Text of others does not act on the terminal.
  assert.doesNotMatch(run(['--key', '\u001b[31m\u202e', 'a.json'], { cwd }).stderr, /[\u001b\u202e]/);
  assert.doesNotMatch(run(['--x\n::error::y', 'a.json'], { cwd }).stderr, /^::/m);
  for (const options of [{ expectnumber: 'x' }, { expectNumber: 1n }, { strict: 'yes' }, { state: 'state.json' }, { since: null }, { title: ['x'] }, { key: [1] }, { hasOwnProperty: 'x' }, { name: 1 }]) {
    assert.throws(() => verify(fs.readFileSync(real), options), OptionError, Object.keys(options)[0]);
  }
  assert.throws(() => verify(undefined), TypeError);
  assert.equal(verify(fs.readFileSync(real, 'utf8')).verdict, 'pass');
  assert.equal(verify(new Uint8Array(fs.readFileSync(real)).buffer).verdict, 'pass');
  assert.equal(verify(new Uint8Array()).verdict, 'malformed');
}

// Memory that runs out ends like a panic: 70, and the next one is judged. In a copy whose memory is limited.
async function panic() {
  const { limited } = await import('./limited.mjs');
  const copy = path.join(WORK, 'starved');
  fs.cpSync(installed, copy, { recursive: true });
  const file = path.join(copy, 'pith.js');
  const text = fs.readFileSync(file, 'utf8');
  const [, base64] = text.match(/const WASM = '([^']+)'/);
  fs.writeFileSync(file, text.replace(base64, () => limited(Buffer.from(base64, 'base64'), 128).toString('base64')));
  const large = new TextEncoder().encode(`[${'1,'.repeat(1 << 19)}1]`);
  const starved = await import(pathToFileURL(path.join(copy, 'index.js')).href);
  for (let i = 0; i < 6; i++) {
    const report = starved.verify(large);
    assert.deepEqual([report.verdict, report.exit_code, report.inputs[0].verdict], ['internal', 70, 'internal']);
    assert.equal(starved.verify(fs.readFileSync(real)).verdict, 'pass');
  }
  const cwd = folder({ 'a.json': real });
  for (let i = 0; i < 6; i++) fs.writeFileSync(path.join(cwd, `large${i}.json`), large);
  const cli = args => spawnSync(process.execPath, [path.join(copy, 'cli.js'), ...args], { cwd });
  const one = cli(['--format', 'json', 'a.json', 'large0.json', 'a.json']);
  assert.equal(one.status, 70);
  assert.deepEqual(JSON.parse(one.stdout).inputs.map(input => input.verdict), ['pass', 'internal', 'pass']);
  const many = cli(['--format', 'json', 'a.json', ...Array.from({ length: 6 }, (_, i) => `large${i}.json`)]);
  assert.deepEqual([many.status, String(many.stdout)], [70, '']);
  assert.match(String(many.stderr), /a bug in pith/);
}

// The types hold for a user's program, and refuse a misspelled option.
function types() {
  fs.writeFileSync(path.join(place, 'good.mts'), `import { verify, verifyJson, OptionError, type Report } from 'pith-verify';
const report: Report = verify(new Uint8Array(), { expectNumber: 'x', key: ['a'], state: { name: 'state.json', contents: new Uint8Array() }, maxAge: 3 });
const verdict: 'pass' | 'fail' | 'unchecked' | 'malformed' | 'untrusted' | 'undetermined' | 'internal' = report.verdict;
const first: string | undefined = report.inputs[0]?.checks[0]?.code;
console.log(verifyJson('x').length, verdict, first, OptionError);
`);
  fs.writeFileSync(path.join(place, 'bad.mts'), "import { verify } from 'pith-verify';\nverify(new Uint8Array(), { expectnumber: 'x' });\n");
  const tsc = path.resolve('node_modules/.bin/tsc');
  const check = name => spawnSync(tsc, ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022,dom', name], { cwd: place });
  const good = check('good.mts');
  assert.equal(good.status, 0, String(good.stdout));
  assert.match(String(check('bad.mts').stdout), /expectnumber/);
}

// A bundler takes it, and what it makes verifies in a browser.
async function bundled() {
  fs.writeFileSync(path.join(place, 'app.js'), "import { verify } from 'pith-verify';\nglobalThis.verify = verify;\n");
  execFileSync(path.resolve('node_modules/.bin/esbuild'), ['app.js', '--bundle', '--minify', '--outfile=app.min.js', '--log-level=error'], { cwd: place });
  const page = await browser.newPage();
  await page.addScriptTag({ path: path.join(place, 'app.min.js') });
  const report = await page.evaluate(text => globalThis.verify(text), fs.readFileSync(real, 'utf8'));
  assert.equal(JSON.stringify(report), JSON.stringify(verify(fs.readFileSync(real))));
  assert.equal(report.verdict, 'pass');
  await page.close();
}

for (const test of [contents, formats, usage, panic, types, bundled, suite]) {
  await test();
  console.log(`npm: ${test.name}`);
}
await browser.close();
