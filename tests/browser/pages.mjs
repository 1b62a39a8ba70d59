// Opens the HTML pages that `cargo test --test suite html::` writes in Chromium. `run` starts it.
//
//   node pages.mjs PAGES CHROMIUM [SCREENSHOTS]

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { launch } from './chromium.mjs';
import { cutOff } from './fits.mjs';

const [pages, executablePath, screenshots] = process.argv.slice(2);
const browser = await launch(executablePath);
const names = fs.readdirSync(pages).filter(name => name.endsWith('.html') && name !== 'unescaped.html').sort();
assert(names.includes('list.html') && names.includes('hostile-verify-0.html'), `no pages in ${pages}`);

// Opens a page and records everything that a page of mere text must not do.
async function open(name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on('dialog', dialog => { wrong.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
  page.on('console', message => wrong.push(`console ${message.text()}`));
  page.on('pageerror', error => wrong.push(`error ${error}`));
  page.on('popup', () => wrong.push('popup'));
  const url = pathToFileURL(path.join(pages, name)).href;
  page.on('request', request => { if (request.url() !== url) wrong.push(`request ${request.url()}`); });
  await page.goto(url);
  return { page, wrong, url, close: () => context.close() };
}

// Hostile strings stay text: nothing runs, loads, navigates, or becomes an element.
async function inert(name) {
  const { page, wrong, url, close } = await open(name);
  for (const summary of (await page.$$('details:not([open]) > summary')).slice(0, 2)) await summary.click();
  await page.evaluate(() => document.querySelectorAll('details').forEach(details => { details.open = true; }));
  for (let i = 0; i < 20; i++) await page.keyboard.press('Tab');
  await page.waitForTimeout(50);
  const found = await page.evaluate(() => ({
    title: document.title,
    elements: [...document.querySelectorAll('script,img,iframe,object,embed,link,a,form,base,foreignObject,use,animate')].map(e => e.outerHTML),
    handlers: [...document.querySelectorAll('*')].flatMap(e => [...e.attributes]).filter(a => /^on|^(href|src|srcdoc|style|xlink:href)$/i.test(a.name)).map(a => a.name),
    styled: getComputedStyle(document.querySelector('.banner')).borderLeftWidth,
  }));
  assert.notEqual(found.title, 'owned', name);
  assert.deepEqual(found.elements, [], name);
  assert.deepEqual(found.handlers, [], name);
  assert.equal(found.styled, '12px', `${name}: the policy does not let the style in`);
  assert.equal(page.url(), url, name);
  assert.deepEqual(wrong, [], name);
  await close();
}

// Proves that the check notices a fault: the same hostile string, unescaped and without the policy, runs.
async function wouldNotice() {
  const file = path.join(pages, 'unescaped.html');
  fs.writeFileSync(file, "<!DOCTYPE html><title>x</title><p><script>document.title='owned'</script>");
  const { page, close } = await open('unescaped.html');
  assert.equal(await page.title(), 'owned');
  await close();
  // With the policy of the pages, even unescaped markup runs nothing.
  const policy = fs.readFileSync(path.join(pages, 'pass.html'), 'utf8').match(/<meta http-equiv="Content-Security-Policy"[^>]*>/)[0];
  fs.writeFileSync(file, `<!DOCTYPE html>${policy}<title>x</title><img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`);
  const guarded = await open('unescaped.html');
  assert.equal(await guarded.page.title(), 'x');
  await guarded.close();
  // Text that is cut off, or that sticks out of the page.
  fs.writeFileSync(file, `<!DOCTYPE html><title>x</title><p style="width:9em;overflow:hidden">${'x'.repeat(99)}</p><p style="position:absolute;left:-9em">left</p>`);
  const cut = await open('unescaped.html');
  assert.deepEqual((await cutOff(cut.page)).map(wide => wide.slice(0, 8)), ['P : xxxx', 'text: le']);
  await cut.close();
  fs.unlinkSync(file);
}

async function filters() {
  const { page, wrong, close } = await open('list.html', { javaScriptEnabled: false });
  const visible = () => page.locator('.input:visible').count();
  const labels = await page.locator('.filters label').allTextContents();
  assert(labels.length >= 5, String(labels));
  for (const label of labels) {
    const [, verdict, count] = label.match(/^(\w+) \((\d+)\)$/);
    await page.getByText(label, { exact: true }).click();
    assert.equal(await visible(), Number(count), label);
    if (verdict !== 'all') assert.equal(await page.locator(`.input.${verdict}:visible`).count(), Number(count), label);
  }
  // By keyboard: the arrows move through the filters, Enter unfolds.
  await page.locator('#show-all').focus();
  await page.keyboard.press('ArrowDown');
  const second = labels[1].match(/^(\w+)/)[1];
  assert(await page.locator(`#show-${second}`).isChecked());
  assert.equal(await visible(), Number(labels[1].match(/\((\d+)\)/)[1]));
  await page.keyboard.press('Tab');
  const first = page.locator('.input:visible > details').first();
  const wasUnfolded = await first.getAttribute('open') !== null;
  await page.keyboard.press('Enter');
  assert.equal(await first.getAttribute('open') !== null, !wasUnfolded);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  const outline = await page.locator(':focus').evaluate(e => getComputedStyle(e).outlineWidth).catch(() => '3px');
  assert.equal(outline, '3px');
  assert.deepEqual(wrong, []);
  await close();
}

// Nothing is cut off or needs sideways scrolling: neither the page, nor a table or drawing, nor a text in its element.
async function fits(name, width) {
  const { page, close } = await open(name, { viewport: { width, height: 800 } });
  for (const unfold of [false, true]) {
    if (unfold) await page.evaluate(() => document.querySelectorAll('details').forEach(details => { details.open = true; }));
    assert.deepEqual(await cutOff(page), [], `${name} at ${width} pixels`);
  }
  await close();
}

// The causes come right after the verdict, unfolded, with the differing part marked; what follows from them is folded.
async function causesFirst() {
  const { page, close } = await open('title.html', { javaScriptEnabled: false });
  assert.equal(await page.locator('section').first().locator('h2').textContent(), 'Causes');
  for (const [side, part] of [['signed', 'Small'], ['found', 'Large']]) {
    const mark = page.locator(`.cause .side.${side} mark`);
    assert.equal(await mark.textContent(), part);
    assert(await mark.isVisible());
    assert((await mark.boundingBox()).y < 800, `${part} is on the first screen`);
  }
  for (const text of ['/events/1/payload/graph_snapshot/paper/title', 'With this undone, it is the bundle that was signed.', 'event.signature', '7 checks fail because of this']) {
    assert(await page.locator('section').first().getByText(text).first().isVisible(), text);
  }
  assert.equal(await page.locator('.findings li:visible').count(), 0, 'findings that the cause explains are folded');
  assert.equal(await page.locator('.check.passed:visible').count(), 1, 'what passed is one line');
  const [signed, found] = await Promise.all(['signed', 'found'].map(side => page.locator(`.side.${side}`).boundingBox()));
  assert(signed.y === found.y && signed.x < found.x, 'side by side');
  await page.setViewportSize({ width: 390, height: 800 });
  const [above, below] = await Promise.all(['signed', 'found'].map(side => page.locator(`.side.${side}`).boundingBox()));
  assert(above.x === below.x && above.y < below.y, 'one above the other');
  await close();
}

// A list begins with what did not pass, and says why without a click.
async function failuresFirst() {
  const { page, close } = await open('list.html', { javaScriptEnabled: false });
  const order = ['internal', 'fail', 'malformed', 'unchecked', 'untrusted', 'undetermined', 'pass'];
  const verdicts = await page.locator('.input > details > summary > .badge').allTextContents();
  const ranks = verdicts.map(verdict => order.indexOf(verdict));
  assert.deepEqual(ranks, [...ranks].sort((a, b) => a - b));
  assert.equal(await page.locator('.input:not(.pass) .why:visible').count(), verdicts.filter(verdict => verdict !== 'pass').length);
  assert.equal(await page.locator('.input.pass .inside:visible').count(), 0);
  assert(await page.locator('.input.fail .cause').first().isVisible());
  await close();
}

// The dots of the timeline have the colours of the verdicts.
async function colours(name, expected) {
  for (const colorScheme of ['light', 'dark']) {
    const { page, close } = await open(name, { colorScheme });
    const found = await page.evaluate(() => {
      const probe = document.querySelector('main').appendChild(document.createElement('span'));
      const names = new Map(['pass', 'warn', 'fail'].map(verdict => {
        probe.className = verdict;
        return [getComputedStyle(probe).color, verdict];
      }));
      const ground = getComputedStyle(document.body).backgroundColor;
      return [...document.querySelectorAll('.timeline circle, .timeline .cross')].map(mark => {
        const { stroke, fill } = getComputedStyle(mark);
        const shape = mark.matches('.cross') ? 'cross' : fill === ground ? 'hollow' : 'full';
        return `${names.get(stroke)} ${shape}`;
      });
    });
    assert.deepEqual(found, expected, `${name} in ${colorScheme}`);
    await close();
  }
}

// Names in sentences are set as code. No document of these pages has a backtick in its texts.
async function noBackticks(name) {
  const { page, close } = await open(name);
  const lines = await page.evaluate(() => document.body.textContent.split('\n').filter(line => line.includes('`')));
  assert.deepEqual(lines, [], name);
  await close();
}

// Printing unfolds every section, without a script.
async function print(name) {
  const { page, close } = await open(name);
  await page.emulateMedia({ media: 'print' });
  const hidden = await page.evaluate(() => [...document.querySelectorAll('details:not([open]) > :not(summary)')]
    .filter(e => e.getBoundingClientRect().height === 0 || !e.checkVisibility({ contentVisibilityAuto: true })).length);
  assert.equal(hidden, 0, name);
  if (screenshots) await page.pdf({ path: path.join(screenshots, name.replace('.html', '.pdf')), format: 'A4' });
  await close();
}

// The contrast of every text is at least 4.5 to 1 (WCAG AA).
async function contrast(name, colorScheme) {
  const { page, close } = await open(name, { colorScheme });
  const low = await page.evaluate(() => {
    document.querySelectorAll('details').forEach(details => { details.open = true; });
    const numbers = text => text.match(/[\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const ground = element => {
      for (let e = element; e; e = e.parentElement) {
        const color = numbers(getComputedStyle(e).backgroundColor);
        if (color.length === 3 || color[3] > 0) return color;
      }
      return [255, 255, 255];
    };
    const texts = [...document.querySelectorAll('body *')].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
    return texts.filter(e => !e.closest('title')).map(e => {
      const style = getComputedStyle(e);
      const [a, b] = [light(numbers(e.namespaceURI.includes('svg') ? style.fill : style.color)), light(ground(e))].sort((x, y) => y - x);
      return [(a + 0.05) / (b + 0.05), e.tagName, e.className, e.textContent.slice(0, 40)];
    }).filter(([ratio]) => ratio < 4.5);
  });
  assert.deepEqual(low, [], `${name} in ${colorScheme}`);
  await close();
}

async function shoot(name, options, suffix) {
  if (!screenshots) return;
  fs.mkdirSync(screenshots, { recursive: true });
  const { page, close } = await open(name, options);
  await page.screenshot({ path: path.join(screenshots, name.replace('.html', `-${suffix}.png`)), fullPage: true });
  await close();
}

await wouldNotice();
for (const name of names) await inert(name);
await filters();
await causesFirst();
await failuresFirst();
await colours('title.html', ['pass full', 'fail cross']);
await colours('superseded.html', ['pass full', 'pass hollow', 'pass hollow', 'pass full']);
await colours('untrusted.html', ['warn full', 'warn hollow', 'warn hollow', 'warn full']);
await colours('doubled.html', ['pass full', 'pass full', 'fail full', 'pass full']);
await colours('inspect.html', ['warn full', 'warn hollow', 'warn hollow', 'warn full']);
for (const name of names) await noBackticks(name);
const looked = [
  'pass.html', 'title.html', 'fail.html', 'superseded.html', 'untrusted.html', 'malformed.html', 'list.html', 'inspect.html', 'merge.html',
  'hostile-verify-1.html', 'hostile-inspect-6.html', 'hostile-cause-0.html',
];
for (const name of looked) {
  for (const width of [1280, 1000, 390]) {
    await fits(name, width);
    for (const colorScheme of ['light', 'dark']) await shoot(name, { colorScheme, viewport: { width, height: 800 } }, `${width}-${colorScheme}`);
  }
  await print(name);
  for (const colorScheme of ['light', 'dark']) await contrast(name, colorScheme);
}
console.log(`${names.length} pages: inert; ${looked.length} of them: causes, filters, keyboard, colours, 3 widths, print, contrast`);
await browser.close();
