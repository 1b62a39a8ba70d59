// node picture.mjs FILE: a picture of the page for README.

import assert from 'node:assert/strict';
import fs from 'node:fs';

import { browser, one, open, real } from './support.mjs';

const [file] = process.argv.slice(2);
const changed = fs.readFileSync(real, 'utf8').replace('Small Batch', 'Large Batch');
const { page, close } = await open({ viewport: { width: 1000, height: 760 } });
assert.equal(await one(page, { name: 'bundle.json', mimeType: 'application/json', buffer: Buffer.from(changed) }), 'fail');
await page.waitForTimeout(200);
const png = await page.screenshot();
assert(png.length < 150_000, `${png.length} bytes`);
fs.writeFileSync(file, png);
await close();
await browser.close();
