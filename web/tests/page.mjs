// The page as people use it: by drop, choice, paste and keyboard, from disk and from a server, on a phone, light and dark.
//
//   node page.mjs [SCREENSHOTS]

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

import { cutOff } from '../../tests/browser/fits.mjs';
import { browser, fixture, folder, html, listener, many, native, one, open, real, saved, shown } from './support.mjs';

const [screenshots] = process.argv.slice(2);
const changed = fixture('changed/event-value.json');
const other = fixture('valid/example.json');
const keyring = fixture('keys/registry.keyring');

async function shoot(page, name) {
  if (!screenshots) return;
  fs.mkdirSync(screenshots, { recursive: true });
  await page.waitForTimeout(100);
  await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
}

const status = page => page.textContent('#status');

// Its size, its version, and the digest of what it contains, which anybody can compute.
async function identity() {
  const whole = fs.readFileSync(html, 'utf8');
  assert(whole.length <= 2_000_000, `${whole.length} bytes`);
  const { page, wrong, close } = await open();
  const digest = await page.textContent('#digest');
  const wasm = Buffer.from(whole.match(/const WASM = '([^']+)'/)[1], 'base64');
  assert.equal(createHash('sha256').update(wasm).digest('hex'), digest);
  const version = String(native(['--version']).stdout).trim().replace(', modified', '');
  assert.equal(`pith ${await page.textContent('#version')}`.replace(', modified', ''), version);
  assert.deepEqual(wrong, []);
  await close();
  console.log(`${whole.length} bytes, WebAssembly of ${wasm.length} bytes; ${browser.version()}`);
}

async function damaged() {
  const place = path.join(folder({}), 'damaged.html');
  const digest = fs.readFileSync(html, 'utf8').match(/id="digest">([0-9a-f]{64})</)[1];
  fs.writeFileSync(place, fs.readFileSync(html, 'utf8').replace(`id="digest">${digest}`, `id="digest">${digest.replace(/./g, '0')}`));
  const { page, close } = await open({ url: `file://${place}` });
  assert.equal(await page.textContent('#verdict'), 'internal');
  assert.match(await page.textContent('#problem'), /damaged/);
  // It takes nothing, and does not try again.
  assert.equal(await page.getAttribute('html', 'data-ready'), 'no');
  await page.setInputFiles('#files', real);
  await page.waitForTimeout(200);
  assert.equal(await page.textContent('#verdict'), 'internal');
  assert(await page.isHidden('#one'));
  await close();
}

// From disk: a pass, a fail with its cause, and the time that the real bundle takes.
async function verdicts() {
  const { page, wrong, close } = await open();
  await shoot(page, 'start');
  assert.equal(await one(page, real), 'pass');
  assert.match(await status(page), /^pass\. arxiv-1804\.07612\.json$/);
  await shoot(page, 'pass');
  const report = page.frameLocator('#view');
  assert(await report.locator('svg.timeline').isVisible());
  assert.equal(await report.locator('h1').textContent(), 'Revisiting Small Batch Training for Deep Neural Networks');
  // Once loaded: the median of 51 verifications.
  const times = await page.evaluate(async () => {
    const [input] = inputs;
    const times = [];
    for (let i = 0; i < 51; i++) {
      const start = performance.now();
      const data = await new Promise(resolve => {
        worker.addEventListener('message', event => resolve(event.data), { once: true });
        worker.postMessage({ kind: 'report', id: -1, options, input: { name: input.name, blob: input.blob } });
      });
      times.push({ worker: data.took, answer: performance.now() - start });
    }
    return times;
  });
  const spread = name => times.map(time => time[name]).sort((a, b) => a - b).filter((_, i) => [0, 25, 50].includes(i)).map(time => time.toFixed(1)).join(', ');
  console.log(`the real bundle, once loaded (least, median, most of 51): ${spread('worker')} ms to verify and to write both reports; ${spread('answer')} ms with reading the file and until the page has them`);
  // The claims of a document are marked, and never the first thing to see.
  await page.evaluate(() => { document.getElementById('view').dataset.shown = ''; });
  await page.click('#show-claims');
  await page.waitForSelector('#view[data-shown=yes]');
  assert.equal(await report.locator('.banner .word').textContent(), 'UNVERIFIED');
  await page.click('#show-report');
  assert.equal(await one(page, changed), 'fail');
  await shoot(page, 'fail');
  assert.equal(await report.locator('h2').first().textContent(), 'Causes');
  assert.match(await report.locator('.cause').textContent(), /\/events\/1\/payload\/graph_snapshot\/references\/count/);
  // Other documents: `verify` says what they are, and the claims are there to look at.
  for (const [file, sentence, heading] of [
    ['policy/state.json', /this is a `?state\.json/, 'UNVERIFIED'],
    ['keys/registry.json', /this is a signing key|not a Pith open-graph bundle/, 'UNVERIFIED'],
    ['keys/registry.hex', /./, undefined],
  ]) {
    assert.equal(await one(page, fixture(file)), 'malformed', file);
    assert.match(await status(page), sentence);
    await page.evaluate(() => { document.getElementById('view').dataset.shown = ''; });
    await page.click('#show-claims');
    await page.waitForSelector('#view[data-shown=yes]');
    if (heading) assert.equal(await report.locator('.banner .word').textContent(), heading);
    else assert.match(await report.locator('body').textContent(), /This is not JSON/);
  }
  assert.deepEqual(wrong, []);
  await close();
}

// A key is pinned, expectations are set, and options that are wrong verify nothing.
async function options() {
  const { page, wrong, close } = await open();
  const set = async (id, value) => {
    await page.fill(id, value);
    await page.press(id, 'Enter');
  };
  assert.equal(await one(page, other), 'untrusted');
  await page.click('#options > summary');
  await page.setInputFiles('#keys-file', keyring);
  await page.waitForSelector('#again:not([hidden])');
  // The verdict under other options is gone.
  assert(await page.isHidden('#one'));
  await page.click('#again');
  assert.equal(await shown(page), 'pass');
  await set('#title', 'On the Losing of Records');
  assert.equal(await shown(page), 'fail');
  await shoot(page, 'options');
  await set('#title', 'On the Keeping of Records');
  assert.equal(await shown(page), 'pass');
  for (const [id, value, message] of [
    ['#number', 'pith:6CB5P4A4', /^Pith number: a short number pins 40 bits/],
    ['#source', 'doi:10.1/x', /^Source: expected arxiv:ID/],
    ['#bundle', 'abc', /^SHA-256 of the signed content: expected/],
    ['#age', '0', /^Maximum age in days: expected a number of days/],
    ['#max-bytes', 'many', /^Largest document: expected a number of bytes/],
  ]) {
    await set(id, value);
    await page.waitForSelector('#problem:not([hidden])');
    assert.match(await page.textContent('#problem'), message);
    assert(await page.isHidden('#one') && await page.isHidden('#run'), `${id}: a verdict is shown`);
    await page.fill(id, '');
  }
  for (const [text, message] of [['2fab4351', /64 hex digits, and this text has 8/], ['not!base64', /a key is 64 hex digits/], ['one two three', /line 1: expected `signer_id/], ['{"a":1}', /Trusted keys: /]]) {
    await page.fill('#keys', text);
    await page.click('#again');
    await page.waitForSelector('#problem:not([hidden])');
    assert.match(await page.textContent('#problem'), message);
    assert(await page.isHidden('#one') && await page.isHidden('#run'), `${text}: a verdict is shown`);
  }
  assert.deepEqual(wrong, []);
  await close();
}

// Without a mouse: everything that can be done is reached by Tab, and where the focus is can be seen.
async function keyboard() {
  const { page, wrong, close } = await open();
  const text = fs.readFileSync(real, 'utf8');
  const focused = () => page.evaluate(() => {
    const active = document.activeElement;
    const ring = [active, active.closest('label')].filter(Boolean).map(e => getComputedStyle(e).outlineWidth);
    return { id: active.id || active.tagName, name: active.labels?.[0]?.textContent ?? active.textContent, ring };
  });
  const seen = [];
  const tab = async id => {
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab');
      const at = await focused();
      assert(at.ring.includes('3px'), `no focus to see at ${at.id}`);
      assert(at.name.trim() !== '', `${at.id} has no name`);
      seen.push(at.id);
      if (at.id === id) return;
    }
    assert.fail(`${id} is not reached: ${seen}`);
  };
  await tab('files');
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Space')]);
  await chooser.setFiles(changed);
  assert.equal(await shown(page), 'fail');
  await page.evaluate(() => { document.getElementById('view').dataset.shown = ''; });
  await tab('paste-button');
  await page.keyboard.press('Enter');
  assert.equal((await focused()).id, 'pasted');
  await page.keyboard.insertText(text);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await shown(page), 'pass');
  assert.match(await status(page), /^pass\. pasted text$/);
  await tab('SUMMARY');
  await page.keyboard.press('Enter');
  await tab('number');
  await page.keyboard.insertText('pith:2026:SWPSZPRX6HP6WKS2ZE35Q5XXQ5');
  await page.keyboard.press('Enter');
  assert.equal(await shown(page), 'fail');
  await tab('show-claims');
  await page.evaluate(() => { document.getElementById('view').dataset.shown = ''; });
  await page.keyboard.press('Space');
  await page.waitForSelector('#view[data-shown=yes]');
  assert.equal(await page.frameLocator('#view').locator('.banner .word').textContent(), 'UNVERIFIED');
  // Many: the list, a report and back again.
  await page.reload();
  await page.waitForSelector('html[data-ready]');
  seen.length = 0;
  assert.equal(await many(page, [real, changed, other]), 'fail');
  await tab('save-html');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('#list li').count(), 1);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await page.locator('#list button').first().focus();
  await page.keyboard.press('Enter');
  assert.equal(await shown(page), 'fail');
  assert.equal((await focused()).id, 'one-name');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  assert.match((await focused()).name, /event-value\.json/);
  assert.deepEqual(wrong, []);
  await close();
}

// Drops of files, of a folder and of text; paste anywhere.
async function drops() {
  const { page, wrong, url, close } = await open();
  const text = fs.readFileSync(real, 'utf8');
  const drop = (files, plain) => page.evaluate(([files, plain]) => {
    const data = new DataTransfer();
    for (const [name, text] of files) data.items.add(new File([text], name));
    if (plain) data.setData('text/plain', plain);
    document.body.dispatchEvent(new DragEvent('dragover', { bubbles: true, cancelable: true, dataTransfer: data }));
    const event = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data });
    document.body.dispatchEvent(event);
    return event.defaultPrevented;
  }, [files, plain]);
  assert(await drop([['dropped.json', text]]), 'the browser opens what is dropped');
  assert.equal(await shown(page), 'pass');
  assert.match(await status(page), /dropped\.json/);
  await page.evaluate(() => { document.getElementById('view').dataset.shown = ''; });
  await drop([], text.replace('Small Batch', 'Large Batch'));
  assert.equal(await shown(page), 'fail');
  await drop([['a.json', text], ['b.ndjson', `${text.trim()}\n${text.trim()}\n{}\n`]]);
  await page.waitForSelector('#run:not([hidden])');
  assert.equal(await page.textContent('#summary'), '4 inputs: 3 pass, 1 malformed');
  // None is left out: neither a file without an entry, nor what the browser keeps to itself.
  await page.evaluate(() => {
    DataTransferItem.prototype.webkitGetAsEntry = function () {
      const file = this.getAsFile();
      return file.name === 'entry.json' ? { isDirectory: false, name: file.name, file: done => done(file) } : null;
    };
  });
  await drop([['entry.json', text], ['file.json', text.replace('Small Batch', 'Large Batch')]]);
  await page.locator('#summary', { hasText: /^2 inputs: 1 pass, 1 fail$/ }).waitFor();
  await page.evaluate(() => {
    const file = DataTransferItem.prototype.getAsFile;
    DataTransferItem.prototype.getAsFile = function () { return file.call(this).name === 'none.json' ? null : file.call(this); };
    DataTransferItem.prototype.webkitGetAsEntry = () => null;
  });
  await drop([['file.json', text], ['none.json', text]]);
  await page.locator('#summary', { hasText: /^2 inputs: 1 pass, 1 unchecked$/ }).waitFor();
  await page.evaluate(() => { delete DataTransferItem.prototype.webkitGetAsEntry; });
  // A web page that is dropped is an input like any other.
  await page.evaluate(() => { document.getElementById('view').dataset.shown = ''; });
  await drop([['page.html', '<script>document.title="owned"</script>']]);
  assert.equal(await shown(page), 'malformed');
  await page.evaluate(text => {
    document.getElementById('view').dataset.shown = '';
    const data = new DataTransfer();
    data.setData('text/plain', text);
    document.body.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }));
  }, text);
  assert.equal(await shown(page), 'pass');
  assert.equal(page.url(), url);
  // A folder, as the program reads one: sorted, and nothing but inputs.
  const place = folder({ 'b.json': real, 'B.JSON': changed, 'a.json': other, 'notes.txt': real });
  fs.mkdirSync(path.join(place, 'a'));
  fs.copyFileSync(real, path.join(place, 'a', 'z.json'));
  await page.setInputFiles('#folder', place);
  await page.waitForSelector('#run:not([hidden])');
  const here = JSON.parse(await saved(page, '#save-json'));
  const there = JSON.parse(native(['verify', '--format', 'json', path.basename(place)], path.dirname(place)).stdout);
  assert.deepEqual(here, there);
  assert.deepEqual(wrong, []);
  await close();
}

// From a server: one request, and nothing else; with JavaScript off, a sentence.
async function served() {
  const asked = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url);
    response.setHeader('content-type', 'text/html');
    fs.createReadStream(html).pipe(response);
  });
  await new Promise(resolve => { server.listen(0, '127.0.0.1', resolve); });
  const url = `http://127.0.0.1:${server.address().port}/pith.html`;
  const { page, wrong, close } = await open({ url });
  assert.equal(await one(page, real), 'pass');
  assert.equal(await many(page, [real, changed]), 'fail');
  assert.deepEqual(asked, ['/pith.html']);
  assert.deepEqual(wrong, []);
  await close();
  const context = await browser.newContext({ javaScriptEnabled: false });
  const still = await context.newPage();
  await still.goto(url);
  assert(await still.locator('#needs').isVisible());
  await context.close();
  server.close();
}

// The policy lets nothing out, whoever asks.
async function policy() {
  const { page, url, close } = await open();
  const { host, reached, close: silence } = await listener();
  const refused = await page.evaluate(async host => {
    const refused = [];
    document.addEventListener('securitypolicyviolation', event => refused.push(event.effectiveDirective));
    await fetch(`http://${host}/`).catch(() => refused.push('fetch'));
    try { new WebSocket(`ws://${host}/`); } catch { refused.push('socket'); }
    navigator.sendBeacon(`http://${host}/`, 'x');
    new Image().src = `http://${host}/x.png`;
    for (const [tag, name, value] of [['script', 'src', `http://${host}/x.js`], ['link', 'href', `http://${host}/x.css`], ['iframe', 'src', `http://${host}/`], ['object', 'data', `http://${host}/`], ['video', 'src', `http://${host}/`]]) {
      const element = document.createElement(tag);
      if (tag === 'link') element.rel = 'stylesheet';
      element[name] = value;
      document.body.append(element);
    }
    const inline = document.createElement('script');
    inline.textContent = 'document.title = "owned"';
    document.body.append(inline);
    // Not in this task, which the browser's debugger runs.
    setTimeout(() => {
      try { new Function('document.title = "owned"')(); } catch { refused.push('eval'); }
    });
    await new Promise(resolve => { setTimeout(resolve, 300); });
    return refused;
  }, host);
  assert.deepEqual(reached, []);
  silence();
  for (const directive of ['connect-src', 'img-src', 'script-src-elem', 'style-src-elem', 'frame-src', 'object-src', 'media-src', 'fetch', 'eval']) assert(refused.includes(directive), `${directive}: ${refused}`);
  assert.notEqual(await page.title(), 'owned');
  assert.equal(page.url(), url);
  await close();
}

// On a phone nothing is cut off, light and dark.
async function fits() {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [390, 320, 1200]) {
      const { page, wrong, close } = await open({ viewport: { width, height: 844 }, colorScheme });
      const name = `${width}-${colorScheme}`;
      const check = async what => {
        assert.deepEqual(await cutOff(page), [], `${what} at ${name}`);
        await shoot(page, `${what}-${name}`);
      };
      await check('start');
      await page.click('#options > summary');
      await check('options');
      await page.click('#options > summary');
      assert.equal(await one(page, changed), 'fail');
      await check('fail');
      const frame = page.frames().find(frame => frame.url() === 'about:srcdoc');
      assert.deepEqual(await cutOff(frame), [], `the report at ${name}`);
      // The frame is as high as the report, also after something unfolds.
      for (const unfold of [false, true]) {
        if (unfold) await frame.evaluate(() => document.querySelectorAll('details').forEach(details => { details.open = true; })).catch(() => {});
        await page.waitForTimeout(100);
        const hidden = await page.evaluate(() => { const view = document.getElementById('view'); return view.contentDocument.documentElement.scrollHeight - view.clientHeight; });
        assert(hidden <= 1, `${hidden} pixels of the report are out of sight at ${name}`);
      }
      assert.equal(await many(page, [real, changed, other, fixture('policy/state.json')]), 'fail');
      await check('list');
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.equal(ground, colorScheme === 'dark' ? 'rgb(20, 23, 26)' : 'rgb(255, 255, 255)');
      assert.deepEqual(wrong, []);
      await close();
    }
  }
}

for (const test of [identity, damaged, verdicts, options, keyboard, drops, served, policy, fits]) {
  await test();
  console.log(`page: ${test.name}`);
}
await browser.close();
