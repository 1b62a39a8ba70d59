// Hostile inputs, names and keys stay text in the page: nothing runs, loads, navigates or becomes an element. Memory that
// runs out and a verifier that panics are no pass.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import { limited } from './limited.mjs';
import { browser, folder, html, listener, many, one, open, real, saved, shown } from './support.mjs';

const STRINGS = [
  '</script><script>top.document.title="owned"</script>',
  '"><img src=x onerror="top.document.title=\'owned\'">',
  '</iframe><svg onload=top.document.title="owned">',
  '<meta http-equiv="refresh" content="0;url=https://example.org/">',
  '<a href="javascript:top.document.title=1" target="_top" autofocus>x</a>',
  '<base href="https://example.org/"><form action="https://example.org/"><button>',
  '{{SCRIPT}} ${alert(1)} $& $1 \' onfocus=alert(1) autofocus=',
  '\u202e\u2066\u0000\u001b[31m\u200b\ufeff<b>',
];
const text = fs.readFileSync(real, 'utf8');
const json = string => JSON.stringify(string).slice(1, -1);

// Bundles with a string in places that reports quote.
const documents = string => [
  text.replaceAll('Revisiting Small Batch Training for Deep Neural Networks', json(string)),
  text.replaceAll('pith-v1-2026-05', json(string)),
  text.replaceAll('6CB5P4A4IXK6Y2AGFDY5KCUYHD', json(string)),
  text.replaceAll('arxiv', json(string)),
  text.replace('"bundle_type":', `"${json(string)}":1,"bundle_type":`),
  `{"${json(string)}":1,"${json(string)}":2}`,
  string,
];

const ELEMENTS = 'script,img,object,embed,link,a,form,base,meta,foreignObject,use,animate,svg svg';
const ALLOWED = { page: { script: 2, form: 2, meta: 5 }, frame: { meta: 5 } };

// What is in the page and its frame that could act, but what belongs there.
async function inert(page, label) {
  assert.notEqual(await page.title(), 'owned', label);
  for (const frame of page.frames()) {
    const kind = frame === page.mainFrame() ? 'page' : 'frame';
    const found = await frame.evaluate(selector => {
      const counts = {};
      for (const element of document.querySelectorAll(selector)) counts[element.localName] = (counts[element.localName] ?? 0) + 1;
      const handlers = [...document.querySelectorAll('*')].flatMap(e => [...e.attributes]).filter(a => /^on|^(href|src|style|xlink:href|action)$/i.test(a.name)).map(a => `${a.name}=${a.value.slice(0, 40)}`);
      return { counts, handlers };
    }, ELEMENTS);
    for (const [name, count] of Object.entries(found.counts)) assert(count <= (ALLOWED[kind][name] ?? 0), `${label}: ${count} ${name} in the ${kind}`);
    assert.deepEqual(found.handlers.filter(handler => !handler.startsWith('style=height:')), [], label);
  }
}

async function documentsAndNames() {
  const { page, wrong, close } = await open();
  let count = 0;
  for (const [index, string] of STRINGS.entries()) {
    const inputs = documents(string).map((contents, place) => ({ name: place === 0 ? `${string.replaceAll('/', '\u2215').replaceAll('\0', '')}.json` : `${index}-${place}.json`, mimeType: 'application/json', buffer: Buffer.from(contents) }));
    for (const input of inputs) {
      assert.notEqual(await one(page, input), 'pass', input.name);
      await inert(page, input.name);
      if (await page.isVisible('#show-claims')) {
        await page.evaluate(() => { document.getElementById('view').dataset.shown = ''; });
        await page.click('#show-claims');
        await page.waitForSelector('#view[data-shown=yes]');
        await inert(page, `claims of ${input.name}`);
      }
      count += 1;
    }
    // In a list, as lines, as the key and as an expectation.
    assert.notEqual(await many(page, inputs), 'pass');
    await inert(page, `list ${index}`);
    const lines = { name: `${index}.ndjson`, mimeType: 'x', buffer: Buffer.from(documents(string).map(one => one.replaceAll('\n', ' ')).join('\n')) };
    assert.notEqual(await many(page, lines), 'pass');
    await inert(page, `lines ${index}`);
    for (const id of ['keys', 'number', 'source']) {
      await page.evaluate(() => document.getElementById('options-form').reset());
      await page.waitForSelector('#again:not([hidden])');
      await page.evaluate(([id, value]) => {
        document.getElementById(id).value = value;
        document.getElementById('options-form').requestSubmit();
      }, [id, string]);
      await page.waitForSelector('#problem:not([hidden])');
      await inert(page, `${id} ${index}`);
    }
    await page.evaluate(() => document.getElementById('options-form').reset());
    await page.waitForSelector('#problem', { state: 'hidden' });
  }
  assert.deepEqual(wrong, []);
  await close();
  console.log(`${count} hostile documents stay text`);
}

// Even if the report had markup of others in it, the frame would run and load nothing.
async function frame() {
  const { page, close } = await open();
  const { host, reached, close: silence } = await listener();
  assert.equal(await one(page, real), 'pass');
  for (const markup of [
    `<script>top.document.title='owned'</script><img src="http://${host}/x" onerror="top.document.title='owned'"><link rel=stylesheet href="http://${host}/"><iframe src="http://${host}/"></iframe>`,
    `<form action="http://${host}/"><button id="go">x</button></form><a id="out" href="http://${host}/" target="_top">x</a><a id="in" href="http://${host}/">x</a>`,
    `<meta http-equiv="refresh" content="0;url=http://${host}/">`,
    '<a id="go" href="javascript:top.document.title=\'owned\'">x</a><details open ontoggle="top.document.title=\'owned\'"><summary>x</summary></details>',
  ]) {
    await page.evaluate(markup => { document.getElementById('view').srcdoc = markup; }, markup);
    await page.waitForTimeout(200);
    for (const id of ['#go', '#out', '#in']) {
      const there = page.frameLocator('#view').locator(id);
      if (await there.count().catch(() => 0) > 0) await there.click({ timeout: 500, noWaitAfter: true }).catch(() => {});
    }
    await page.waitForTimeout(200);
    assert.notEqual(await page.title(), 'owned', markup);
    assert.match(page.url(), /pith\.html$/, markup);
  }
  assert.deepEqual(reached, []);
  // It would notice: without the policy and the sandbox the same markup reaches out.
  const bare = await browser.newPage();
  await bare.setContent(`<img src="http://${host}/x">`);
  await bare.waitForTimeout(200);
  assert(reached.length > 0);
  await bare.close();
  silence();
  await close();
}

// A message to the page changes nothing: it listens to its worker alone.
async function messages() {
  const { page, wrong, close } = await open();
  await page.evaluate(() => {
    for (const data of [{ kind: 'done', outcome: { verdict: 'pass', exitCode: 0, summary: '1 input: 1 pass' }, reports: {} }, { kind: 'started', digest: '' }]) postMessage(data, '*');
  });
  await page.waitForTimeout(100);
  assert(await page.isHidden('#run') && await page.isHidden('#one'));
  assert.deepEqual(wrong, []);
  await close();
}

// A file that changes after it was chosen cannot become a pass, and the page says so.
async function changing() {
  const place = folder({ 'a.json': real, 'b.json': real });
  const files = ['a.json', 'b.json'].map(name => path.join(place, name));
  const { page, close } = await open();
  assert.equal(await many(page, files), 'pass');
  fs.writeFileSync(files[0], text.replace('Small Batch', 'Large Batch'));
  fs.utimesSync(files[0], new Date(), new Date(Date.now() + 5000));
  await page.locator('#list button').first().click();
  assert.notEqual(await shown(page), 'pass');
  assert.match(await page.textContent('#problem'), /it was changed after it was chosen/);
  await close();
}

// A copy of the page whose WebAssembly may take a few more bytes than it begins with: reading a large input exhausts them, as
// a panic does, it ends in a trap.
function starved() {
  const page = fs.readFileSync(html, 'utf8');
  const base64 = page.match(/const WASM = '([^']+)'/)[1];
  const wasm = limited(Buffer.from(base64, 'base64'), 128);
  const digest = createHash('sha256').update(wasm).digest('hex');
  const file = path.join(folder({}), 'starved.html');
  fs.writeFileSync(file, page.replace(base64, () => wasm.toString('base64')).replace(/id="digest">[0-9a-f]{64}/, `id="digest">${digest}`));
  return `file://${file}`;
}

async function panic() {
  const { page, wrong, close } = await open({ url: starved() });
  const file = (name, contents) => ({ name, mimeType: 'x', buffer: Buffer.from(contents) });
  const large = `[${'1,'.repeat(1 << 19)}1]`;
  // It verifies: the copy works.
  assert.equal(await one(page, real), 'pass');
  assert.equal(await one(page, file('large.json', large)), 'internal');
  assert.match(await page.textContent('#status'), /^internal\. large\.json: a bug in pith/);
  const alone = JSON.parse(await saved(page, '#one-json'));
  assert.deepEqual([alone.verdict, alone.exit_code, alone.inputs.length], ['internal', 70, 1]);
  // The others are judged, before it and after it.
  assert.equal(await many(page, [file('a.json', text), file('b.json', large), file('c.ndjson', `${text.trim()}\n${large}\n${text.trim()}\n`), file('d.json', '{}')]), 'internal');
  assert.equal(await page.textContent('#summary'), '6 inputs: 3 pass, 1 malformed, 2 internal');
  assert.equal(await page.getAttribute('#run', 'data-exit-code'), '70');
  // Over and over, the run ends without any verdict but this one.
  assert.equal(await many(page, Array.from({ length: 9 }, (_, i) => file(`${i}.json`, i === 0 ? text : large))), 'internal');
  assert.match(await page.textContent('#summary'), /Nothing was verified/);
  assert(await page.isHidden('#downloads') && await page.isHidden('#one'));
  assert.equal(await page.locator('#list li').count(), 0);
  // And the next one is judged.
  assert.equal(await one(page, real), 'pass');
  // A worker that dies without a word.
  await page.evaluate(() => { worker.onerror(new ErrorEvent('error', { message: 'out of memory' })); });
  assert.equal(await page.textContent('#verdict'), 'internal');
  assert(await page.isHidden('#one'));
  assert.equal(await one(page, real), 'pass');
  assert.deepEqual(wrong, []);
  await close();
}

// The page makes visible what the reports do: the characters of `is_hostile`, but the line end, which it shows as one.
async function characters() {
  const [, body] = fs.readFileSync(path.resolve(import.meta.dirname, '../../src/text.rs'), 'utf8').match(/fn is_hostile[^]*?matches!\(([^]*?)\n    \)/);
  const point = text => (text.startsWith('u{') ? parseInt(text.slice(2, -1), 16) : text === '0' ? 0 : parseInt(text.slice(1), 16));
  const ranges = [...body.matchAll(/'\\([^']+)'(?:\.\.='\\([^']+)')?/g)].map(([, from, to = from]) => [point(from), point(to)]);
  assert(ranges.length > 15 && ranges.flat().every(Number.isInteger), `${ranges}`);
  const { page, close } = await open();
  const differing = await page.evaluate(ranges => {
    const found = [];
    for (let c = 0; c <= 0x10ffff; c++) {
      const isHidden = c !== 10 && ranges.some(([from, to]) => from <= c && c <= to);
      const text = String.fromCodePoint(c);
      if (visible(text) !== (isHidden ? `\\u{${c.toString(16)}}` : text)) found.push(c.toString(16));
    }
    return found;
  }, ranges);
  assert.deepEqual(differing, []);
  await close();
}

for (const test of [documentsAndNames, frame, messages, characters, changing, panic]) {
  await test();
  console.log(`hostile: ${test.name}`);
}
await browser.close();
