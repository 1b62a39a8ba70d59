// Draws the *.mmd files of a folder with Mermaid in Chromium. graphs.sh calls it.
//
//   node graphs.mjs FOLDER CHROMIUM [SCREENSHOTS]

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

import { launch } from '../browser/chromium.mjs';

const [folder, executablePath, screenshots] = process.argv.slice(2);
const browser = await launch(executablePath);
const page = await browser.newPage();
const requests = [];
page.on('request', request => requests.push(request.url()));
await page.setContent('<!DOCTYPE html><title>pith</title><body><div id="stage"></div>');
await page.addScriptTag({ path: path.join(process.cwd(), 'node_modules/mermaid/dist/mermaid.min.js') });
// The loosest setting, on purpose: labels must be inert without Mermaid's protection.
await page.evaluate(() => globalThis.mermaid.initialize({ startOnLoad: false, securityLevel: 'loose' }));

const names = fs.readdirSync(folder).filter(name => name.endsWith('.mmd'));
assert(names.length > 0, 'nothing to draw');
for (const name of names) {
  const text = fs.readFileSync(path.join(folder, name), 'utf8');
  const nodes = text.split('\n').filter(line => line.includes('"')).length - 1;
  const edges = text.split('\n').filter(line => line.includes('> ') && !line.includes('"')).length;
  const found = await page.evaluate(async text => {
    const { svg } = await globalThis.mermaid.render('picture', text);
    const stage = document.getElementById('stage');
    stage.innerHTML = svg;
    await new Promise(done => setTimeout(done, 20));
    return {
      title: document.title,
      nodes: stage.querySelectorAll('g.node').length,
      edges: stage.querySelectorAll('g.edgePaths path').length,
      live: [...stage.querySelectorAll('script,img,iframe,a,form,svg svg')].map(e => e.outerHTML),
      handlers: [...stage.querySelectorAll('*')].flatMap(e => [...e.attributes]).filter(a => /^on/i.test(a.name)).map(a => a.name),
      text: stage.textContent,
    };
  }, text).catch(error => { throw new Error(`${name}: ${String(error).slice(0, 2000)}\n${text}`); });
  assert.equal(found.title, 'pith', name);
  assert.deepEqual(found.live, [], name);
  assert.deepEqual(found.handlers, [], name);
  assert.equal(found.nodes, nodes, `${name}: nodes\n${text}`);
  assert.equal(found.edges, edges, `${name}: edges\n${text}`);
  assert(found.text.includes('UNVERIFIED') && !found.text.includes('Unsupported markdown'), `${name}\n${found.text}\n${text}`);
  if (screenshots) {
    fs.mkdirSync(screenshots, { recursive: true });
    fs.copyFileSync(path.join(folder, name.replace('.mmd', '.svg')), path.join(screenshots, name.replace('.mmd', '.dot.svg')));
    await page.locator('#stage > svg').screenshot({ path: path.join(screenshots, name.replace('.mmd', '.mermaid.png')) });
  }
}
assert.deepEqual(requests.filter(url => !url.startsWith('about:') && !url.startsWith('data:')), []);
console.log(`mermaid drew ${names.length} pictures`);
await browser.close();
