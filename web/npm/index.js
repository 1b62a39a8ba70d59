// `verify(bytes, options)`: the report on a Pith bundle.

import { instantiate, WASM } from './pith.js';
import { OptionError, Panic, decoded, finished, reader, run } from './run.js';

export { OptionError, Panic };
export { VERSION, WASM_SHA256 } from './pith.js';

let module;

// An instance of its own, for one run.
export function fresh() {
  module ??= new WebAssembly.Module(Uint8Array.from(atob(WASM), c => c.charCodeAt(0)));
  return instantiate(module);
}

let idle;

// The instance is used again, but after a panic.
export function instance(again) {
  if (again) idle = undefined;
  idle ??= fresh();
  return idle;
}

/** The text that `pith verify --format json` prints for these bytes. */
export function verifyJson(bytes, options = {}) {
  const { name = 'bundle', ...rest } = options;
  if (typeof bytes === 'string') bytes = new TextEncoder().encode(bytes);
  if (bytes instanceof ArrayBuffer) bytes = new Uint8Array(bytes);
  if (!(bytes instanceof Uint8Array)) throw new TypeError('verify: expected the bytes of a bundle, as Uint8Array, ArrayBuffer or text');
  if (typeof name !== 'string') throw new OptionError('name', 'expected text');
  try {
    return decoded(finished(run(instance, rest, ['json'], [{ name, read: reader(bytes) }])).reports.json);
  } catch (error) {
    if (error instanceof Panic) idle = undefined;
    throw error;
  }
}

/** The report as an object. */
export function verify(bytes, options) {
  return JSON.parse(verifyJson(bytes, options));
}
