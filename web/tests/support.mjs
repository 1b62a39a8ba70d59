// What the tests of the page share: a browser, a page that records what it must not do, and the program's own reports.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { launch } from '../../tests/browser/chromium.mjs';

export const { PITH, FORGE, WEB, WORK } = process.env;
export const root = path.resolve(import.meta.dirname, '..', '..');
export const fixture = name => path.join(root, 'fixtures', name);
export const html = path.join(WEB, 'pith.html');
export const real = fixture('valid/arxiv-1804.07612.json');
export const browser = await launch(process.env.BROWSER);

// Opens the page and records what it must not do: requests beside its own, messages, errors, dialogs, windows.
export async function open({ url = pathToFileURL(html).href, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, acceptDownloads: true, ...options });
  const wrong = [];
  context.on('request', request => {
    const is = request.url();
    // The page itself, its worker, the frame of a report, and reports that are saved.
    if (is !== url && !is.startsWith('blob:') && is !== 'about:srcdoc') wrong.push(`request ${is}`);
  });
  context.on('page', page => { if (context.pages().length > 1) wrong.push(`window ${page.url()}`); });
  const page = await context.newPage();
  page.on('dialog', dialog => { wrong.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
  page.on('console', message => wrong.push(`console ${message.text()}`));
  page.on('pageerror', error => wrong.push(`error ${error}`));
  page.on('framenavigated', frame => { if (![url, 'about:srcdoc', 'about:blank'].includes(frame.url())) wrong.push(`navigation ${frame.url()}`); });
  await page.goto(url);
  await page.waitForSelector('html[data-ready]');
  return { page, wrong, url, close: () => context.close() };
}

// A place that nothing may reach: it keeps what is sent to it. (For a navigation that the policy blocks, Chromium may have
// opened a connection ahead; nothing is sent over it.)
export async function listener() {
  const reached = [];
  const server = net.createServer(socket => {
    socket.on('error', () => {});
    socket.on('data', data => {
      reached.push(String(data));
      socket.destroy();
    });
  });
  await new Promise(resolve => { server.listen(0, '127.0.0.1', resolve); });
  return { host: `127.0.0.1:${server.address().port}`, reached, close: () => server.close() };
}

// The verdict of one input, once its report is shown.
export async function one(page, files) {
  await page.evaluate(() => { document.getElementById('view').dataset.shown = ''; });
  await page.setInputFiles('#files', files);
  return shown(page);
}

export async function shown(page) {
  await page.waitForSelector('#view[data-shown=yes]', { timeout: 20_000 });
  return page.frameLocator('#view').locator('.banner .word').textContent();
}

// The run over many inputs, once it is complete.
export async function many(page, files, wait = 60_000) {
  await page.setInputFiles('#files', files);
  await page.waitForSelector('#run:not([hidden])', { timeout: wait });
  return page.textContent('#verdict');
}

export async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(button)]);
  return fs.readFileSync(await download.path());
}

// A folder with copies of files under the names that the page knows them by.
export function folder(files) {
  const place = fs.mkdtempSync(path.join(WORK, 'case-'));
  for (const [name, from] of Object.entries(files)) fs.copyFileSync(from, path.join(place, name));
  return place;
}

// What the program prints.
export function native(args, cwd) {
  const { status, stdout, stderr } = spawnSync(PITH, args, { cwd, maxBuffer: 1 << 30 });
  return { status, stdout, stderr: String(stderr) };
}

// The cases of the suite, each with the options of the program and those of the page, by the names in `files`.
export function cases() {
  const { cases } = JSON.parse(fs.readFileSync(fixture('index.json')));
  return cases.map(one => {
    const input = path.basename(one.file);
    const files = { [input]: fixture(one.file) };
    const args = [];
    const page = { keys: [], keyrings: [], files: {}, texts: {} };
    const given = [...one.arguments];
    while (given.length > 0) {
      const option = given.shift();
      if (['--strict', '--trust-embedded', '--no-progress'].includes(option)) {
        args.push(option);
        page[option.slice(2)] = true;
        continue;
      }
      const value = given.shift();
      assert(value !== undefined, option);
      const name = value.replace(/^@/, '');
      if (value.startsWith('@') || ['--keyring', '--state', '--since', '--abstract'].includes(option)) {
        const base = path.basename(name);
        files[base] ??= path.join(root, name);
        assert.equal(files[base], path.join(root, name), `${one.id}: two files of one name`);
        args.push(option, value.replace(name, base));
        if (option === '--key') page.keys.push({ file: base });
        else if (option === '--keyring') page.keyrings.push(base);
        else page.files[option.slice(2)] = base;
      } else {
        args.push(option, value);
        if (option === '--key') page.keys.push({ text: value });
        else page.texts[option.slice(2)] = value;
      }
    }
    return { id: one.id, verdict: one.verdict, exitCode: one.exit_code, input, files, args, page };
  });
}
