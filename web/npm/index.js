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

// The options, of which none may be passed over in silence: neither members that an object inherits or hides, as instances
// of classes and maps do, nor an expectation whose value is missing, nor a list of keys to trust that has none.
function given(options) {
  const kind = options !== null && typeof options === 'object' ? Object.getPrototypeOf(options) : undefined;
  if (kind !== Object.prototype && kind !== null) throw new OptionError('', 'expected a plain object with the options');
  const members = Reflect.ownKeys(options).map(name => [String(name), options[name]]);
  for (const [name, value] of members) {
    if (value === undefined) throw new OptionError(name, 'expected a value; leave the option out if there is none');
    if (Array.isArray(value) && value.length === 0) throw new OptionError(name, 'expected at least one');
  }
  return Object.fromEntries(members);
}

/** The text that `pith verify --format json` prints for these bytes. */
export function verifyJson(bytes, options = {}) {
  const { name = 'bundle', ...rest } = given(options);
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
