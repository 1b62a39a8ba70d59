// 3,000 bundles at once: the page stays responsive, can be stopped, and counts right.
//
//   node many.mjs [SCREENSHOTS]

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { FORGE, WORK, browser, native, open, saved } from './support.mjs';

const [screenshots] = process.argv.slice(2);
const COUNT = 3000;
const BROKEN = 37;

const place = path.join(WORK, 'mirror');
fs.mkdirSync(place);
const key = String(execFileSync(FORGE, ['--ndjson', 'mirror.ndjson', '--bundles', String(COUNT), '--broken', String(BROKEN), '--truth', 'truth.tsv'], { cwd: place }));
const pinned = key.match(/[0-9a-f]{64}/)[0];
const lines = fs.readFileSync(path.join(place, 'mirror.ndjson'), 'utf8').trimEnd().split('\n');
assert.equal(lines.length, COUNT);
const names = lines.map((line, i) => {
  const name = `${String(i).padStart(4, '0')}.json`;
  fs.writeFileSync(path.join(place, name), line);
  return name;
});

// Counts the frames of the page and the longest time between two of them, from the moment that it has the files: before that
// the browser is busy with the choice of thousands.
const watch = page => page.evaluate(() => document.getElementById('files').addEventListener('change', () => {
  const seen = { count: 0, longest: 0, last: performance.now(), tasks: [] };
  const start = performance.now();
  globalThis.seen = seen;
  new PerformanceObserver(list => seen.tasks.push(...list.getEntries().filter(one => one.startTime >= start).map(one => one.duration))).observe({ entryTypes: ['longtask'] });
  const tick = now => {
    if (globalThis.seen !== seen) return;
    seen.count += 1;
    seen.longest = Math.max(seen.longest, now - seen.last);
    seen.last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(now => { seen.last = now; requestAnimationFrame(tick); });
}, { capture: true, once: true }));
const watched = page => page.evaluate(() => ({ count: seen.count, longest: seen.longest, task: Math.max(0, ...seen.tasks) }));

const { page, wrong, close } = await open();
await page.click('#options > summary');
await page.fill('#keys', pinned);
await page.click('#options > summary');

// Stopped half way: no verdict over a part, and no report.
await page.setInputFiles('#files', names.map(name => path.join(place, name)));
for (let seen = 0; seen < 100;) seen = await page.evaluate(() => judged.length);
if (screenshots) await page.screenshot({ path: path.join(screenshots, 'progress.png') });
await page.click('#stop');
const stopped = await page.evaluate(() => judged.length);
assert(stopped >= 100 && stopped < COUNT, `${stopped} were judged`);
assert.equal(await page.textContent('#verdict'), 'unchecked');
assert.match(await page.textContent('#summary'), /^Stopped\. Judged so far: /);
assert(await page.isHidden('#downloads'));
await page.waitForTimeout(300);
assert.equal(await page.evaluate(() => judged.length), stopped, 'it did not stop');

// To the end. The page answers while the worker works.
for (const [what, inputs, args] of [['files', names, names], ['lines', ['mirror.ndjson'], ['--ndjson', 'mirror.ndjson']]]) {
  await watch(page);
  await page.setInputFiles('#files', inputs.map(name => path.join(place, name)));
  const start = Date.now();
  let answers = 0;
  while (await page.isHidden('#run')) {
    const before = Date.now();
    await page.hover('#stop', { timeout: 2000 }).catch(() => {});
    answers = Math.max(answers, Date.now() - before);
    await page.waitForTimeout(20);
  }
  const took = Date.now() - start;
  const { count, longest, task } = await watched(page);
  const expected = native(['verify', '--key', pinned, '--format', 'json', ...args], place);
  const { summary } = JSON.parse(expected.stdout);
  assert.equal(summary.fail + summary.malformed + summary.untrusted + summary.undetermined, BROKEN);
  assert.equal(String(await saved(page, '#save-json')), String(expected.stdout));
  assert.equal(await page.textContent('#verdict'), 'fail');
  assert.equal(await page.locator('#list li').count(), 200);
  if (screenshots) await page.screenshot({ path: path.join(screenshots, `many-${what}.png`) });
  // A page that froze would show no frame until the end.
  assert(longest < took / 2, `${longest} ms without a frame in ${took} ms`);
  console.log(`${COUNT} bundles as ${what}: ${took} ms, ${count} frames, longest time between two ${longest.toFixed(0)} ms, longest task ${task.toFixed(0)} ms, slowest answer to the mouse ${answers} ms`);
}
const heap = await page.evaluate(() => performance.memory?.usedJSHeapSize);
console.log(`heap of the page ${(heap / 1e6).toFixed(0)} MB; largest process of the browser ${largest()} MB`);
// The filter, and a report out of the list.
await page.getByRole('button', { name: /^fail \(/ }).click();
await page.locator('#list button').first().click();
await page.waitForSelector('#view[data-shown=yes]');
await page.click('#back');
assert.deepEqual(wrong, []);
await close();
await browser.close();

// The most memory that a process of this browser held, of those that render pages.
function largest() {
  const sizes = fs.readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(pid => {
    try {
      if (!fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')) return 0;
      return Number(fs.readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)?.[1] ?? 0);
    } catch {
      return 0;
    }
  });
  return Math.round(Math.max(...sizes) / 1000);
}
