// `node assemble.mjs BUILT OUT VERSION`: puts the page and the npm package together.
//
// BUILT has pith.js and pith_bg.wasm, as the bindgen of this folder writes them.

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const [built, out, version] = process.argv.slice(2);
const here = import.meta.dirname;
const read = (...names) => fs.readFileSync(path.join(here, ...names), 'utf8');
const sha256 = (data, encoding) => createHash('sha256').update(data).digest(encoding);

const wasm = fs.readFileSync(path.join(built, 'pith_bg.wasm'));
const glue = fs.readFileSync(path.join(built, 'pith.js'), 'utf8');
const digest = sha256(wasm, 'hex');

// A function with the generated code in it: each call makes an instance of its own. After a panic the old one is unusable.
const instantiate = `function instantiate(module) {\n${glue}\nconst { memory } = wasm_bindgen.initSync({ module });\nreturn { ...wasm_bindgen, memory };\n}\n`;

page();
npm();

function page() {
  const [light, dark] = read('..', 'src', 'render', 'page', 'style.css').split('\n');
  const reports = read('..', 'src', 'render', 'page', 'style.css');
  const style = `${light}\n${dark}\n${read('page', 'style.css')}`;
  // One script: what is named in one file is used in others.
  const scripts = ['page', 'verifier', 'intake', 'options', 'verify', 'list', 'report', 'start'];
  const script = scripts.map(name => read('page', `${name}.js`)).join('\n');
  const run = read('js', 'run.js').replace(/^export /gm, '');
  const worker = `'use strict';\n${run}\n${instantiate}\nconst WASM = '${wasm.toString('base64')}';\n${read('page', 'worker.js')}`;
  if (/<\/script|<!--/i.test(worker + script)) throw new Error('a script ends early');
  const hash = text => `'sha256-${sha256(text, 'base64')}'`;
  // The frame with a report is under this policy too, and so its style is allowed here.
  const policy = [
    "default-src 'none'",
    `script-src ${hash(script)} 'wasm-unsafe-eval'`,
    `style-src ${hash(style)} ${hash(reports)}`,
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const parts = { POLICY: policy, STYLE: style, SCRIPT: script, WORKER: worker, VERSION: version, DIGEST: digest };
  const whole = read('page', 'index.html').replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);
  fs.writeFileSync(path.join(out, 'pith.html'), whole);
}

function npm() {
  const folder = path.join(out, 'npm');
  fs.mkdirSync(folder);
  const number = version.split(' ')[0];
  const constants = `const WASM = '${wasm.toString('base64')}';\nconst VERSION = ${JSON.stringify(version)};\nconst WASM_SHA256 = '${digest}';\n`;
  const files = {
    'pith.js': `// Generated: the WebAssembly of pith, and the code that calls it.\n\n${instantiate}\n${constants}export { VERSION, WASM, WASM_SHA256, instantiate };\n`,
    'run.js': read('js', 'run.js'),
    'package.json': read('npm', 'package.json').replace('{{VERSION}}', number),
    LICENSE: read('..', 'LICENSE'),
  };
  for (const name of ['index.js', 'index.d.ts', 'cli.js', 'README.md']) files[name] = read('npm', name);
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  fs.chmodSync(path.join(folder, 'cli.js'), 0o755);
}
