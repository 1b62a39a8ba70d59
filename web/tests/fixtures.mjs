// Every fixture, in the page: its JSON and HTML reports are byte for byte those of the program.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

import { browser, cases, folder, native, open, root, saved } from './support.mjs';

const FIELDS = { 'expect-number': 'number', 'expect-source': 'source', 'expect-bundle': 'bundle', title: 'title', 'max-age': 'age', 'max-bytes': 'max-bytes' };
const FILES = { since: 'since', state: 'state', abstract: 'abstract' };

// Sets the options as a user would, or their text at once: the fields are the same.
async function set(page, one, place) {
  const keys = [...one.keys.map(key => (key.file ? read(place, key.file) : key.text)), ...one.keyrings.map(name => read(place, name))];
  await page.evaluate(fields => {
    document.getElementById('options').open = true;
    document.getElementById('options-form').reset();
    for (const [id, value] of Object.entries(fields)) {
      const field = document.getElementById(id);
      if (field.type === 'checkbox') field.checked = value;
      else field.value = value;
    }
  }, {
    keys: keys.join('\n'),
    strict: Boolean(one.strict),
    'trust-embedded': Boolean(one['trust-embedded']),
    ...Object.fromEntries(Object.entries(one.texts).map(([option, value]) => {
      assert(FIELDS[option], option);
      return [FIELDS[option], value];
    })),
  });
  for (const [option, name] of Object.entries(one.files)) await page.setInputFiles(`#${FILES[option]}`, path.join(place, name));
}

const read = (place, name) => fs.readFileSync(path.join(place, name), 'utf8');

const { page, wrong, close } = await open();
let count = 0;
const verdicts = {};
const times = [];
for (const one of cases()) {
  const place = folder(one.files);
  const { status, stdout } = native(['verify', '--format', 'json', '--report', 'html=report.html', ...one.args, one.input], place);
  assert.equal(status, one.exitCode, one.id);
  await set(page, one.page, place);
  // Without waiting for the frame with the report, whose bytes are compared here.
  const input = path.join(place, one.input);
  await page.evaluate(() => { globalThis.before = turn; });
  await page.setInputFiles('#files', input);
  const reports = await page.evaluate(async () => {
    for (let i = 0; i < 4000 && !(opened?.id > before && opened.json); i++) {
      if (!document.getElementById('problem').hidden) return { problem: document.getElementById('problem').textContent };
      await new Promise(resolve => { setTimeout(resolve, 5); });
    }
    const text = bytes => new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { json: text(opened.json), html: text(opened.html), verdict: opened.one.verdict };
  });
  assert.equal(reports.problem, undefined, one.id);
  assert.equal(reports.json, String(stdout), one.id);
  assert.equal(reports.html, read(place, 'report.html'), one.id);
  assert.equal(reports.verdict, one.verdict, one.id);
  verdicts[one.verdict] = (verdicts[one.verdict] ?? 0) + 1;
  count += 1;
  fs.rmSync(place, { recursive: true });
}
assert(count > 800, `${count} cases`);
assert.deepEqual(wrong, []);
console.log(`${count} cases have the reports of the program, JSON and HTML, byte for byte:`, verdicts);

// All files of the suite in one run, with the downloads: also keys, texts and whatever else is no bundle.
const files = fs.readdirSync(path.join(root, 'fixtures'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
const named = Object.fromEntries(files.map(entry => {
  const whole = path.join(entry.parentPath, entry.name);
  return [path.relative(path.join(root, 'fixtures'), whole).replaceAll('/', '--'), whole];
}));
const place = folder(named);
const names = Object.keys(named).sort();
const keyring = ['--keyring', 'keys--all.keyring'];
const all = native(['verify', '--format', 'json', '--report', 'html=all.html', ...keyring, ...names], place);
await set(page, { keys: [], keyrings: ['keys--all.keyring'], texts: {}, files: {} }, place);
await page.setInputFiles('#files', names.map(name => path.join(place, name)));
await page.waitForSelector('#run:not([hidden])');
assert.equal(String(await saved(page, '#save-json')), String(all.stdout));
assert.equal(String(await saved(page, '#save-html')), read(place, 'all.html'));
assert.equal(await page.getAttribute('#run', 'data-exit-code'), String(all.status));
console.log(`${names.length} files in one run: the same reports`);

// The same as lines, with blank ones, both line ends, one that is cut off, and none at the end.
// Line ends in a document are spaces between its parts, since a string cannot contain one.
const lines = names.filter(name => name.endsWith('.json')).map(name => fs.readFileSync(path.join(place, name)).map(byte => (byte === 10 || byte === 13 ? 32 : byte)));
assert(lines.length > 700, `${lines.length} lines`);
const ends = ['\n', '\r\n', '\n\n', '\n \r\n\t\n'];
fs.writeFileSync(path.join(place, 'all.ndjson'), Buffer.concat([...lines.flatMap((line, i) => [line, Buffer.from(ends[i % 4])]), Buffer.from('{"cut')]));
fs.writeFileSync(path.join(place, 'empty.ndjson'), '\n \n');
for (const [inputs, args] of [[['all.ndjson', 'empty.ndjson'], []], [['all.ndjson'], ['--max-bytes', '9000']]]) {
  const expected = native(['verify', '--ndjson', '--format', 'json', '--report', 'html=lines.html', ...keyring, ...args, ...inputs], place);
  await set(page, { keys: [], keyrings: ['keys--all.keyring'], texts: args.length > 0 ? { 'max-bytes': args[1] } : {}, files: {} }, place);
  await page.setInputFiles('#files', inputs.map(name => path.join(place, name)));
  await page.waitForSelector('#run:not([hidden])');
  assert.equal(String(await saved(page, '#save-json')), String(expected.stdout));
  assert.equal(String(await saved(page, '#save-html')), read(place, 'lines.html'));
  const { inputs: reports, summary } = JSON.parse(expected.stdout);
  console.log(`${reports.length} lines: the same reports`, summary);
  // The report on one of them, in the middle of the file.
  const wanted = reports[Math.floor(reports.length / 2)];
  await page.evaluate(name => open(judged.find(one => one.input === name)), wanted.input);
  await page.waitForSelector('#one:not([hidden])');
  assert.deepEqual(JSON.parse(await saved(page, '#one-json')).inputs, [wanted]);
  assert.equal(await page.isHidden('#problem'), true);
}
assert.deepEqual(wrong, []);
await close();
await browser.close();
