// A run over several inputs, for the page and for Node.js. Everything that decides a verdict is in the WebAssembly; here
// its functions are called in the right order, and called again if it panics.
//
// An input is { name, read(offset, length) }, where `read` returns the bytes there or throws; with `lines: true` it is read
// as one document per line; with `line` it is the line of that number in the file of which `name` speaks. An input that
// leads to no bytes is { name, error }.

// The names of the options, with the type of each value. `key`, `keyFile` and `keyring` may be lists.
const TEXTS = ['maxBytes', 'expectNumber', 'expectSource', 'expectBundle', 'title', 'maxAge'];
const FLAGS = ['strict', 'trustEmbedded'];
const KEYS = ['key', 'keyFile', 'keyring'];
const FILES = ['abstract', 'state', 'since'];

// A mistake in the options, which is the caller's: nothing was verified.
export class OptionError extends Error {
  constructor(option, reason) {
    super(option ? `${option}: ${reason}` : reason);
    this.name = 'OptionError';
    this.option = option;
    this.reason = reason;
  }
}

// Too many panics of one run: it cannot be completed.
export class Panic extends Error {
  constructor() {
    super('a bug in pith: it panicked; nothing was verified');
    this.name = 'Panic';
  }
}

// A panic, or memory that ran out, leaves the instance in an unknown state.
const MOST_PANICS = 3;

// An error that the WebAssembly returns is a plain one. A panic, an exhausted stack and exhausted memory are others.
const isPanic = error => error?.constructor !== Error && !(error instanceof OptionError);

// Yields each outcome in input order, as { index, input, line, verdict, number, title, sha256, why, place }, where `index` is
// that of the input and `place` is [offset, length] of a line. Returns { verdict, exitCode, summary, reports }, with the
// bytes of each report. `instantiate(again)` returns an instance, and after a panic a new one.
export function* run(instantiate, options, formats, inputs) {
  const panicked = new Set();
  let taken = 0;
  for (;;) {
    // What is judged next; nothing while the run begins, and when it ends.
    const next = { place: undefined, index: undefined };
    try {
      const run = begin(instantiate(panicked.size > 0), options, formats);
      let seen = 0;
      for (const judged of outcomes(run, inputs, panicked, next)) {
        const outcome = plain(judged, next.index);
        judged.free();
        next.place = undefined;
        seen += 1;
        // After a panic, the first ones come again.
        if (seen > taken) {
          taken = seen;
          yield outcome;
        }
      }
      next.place = undefined;
      const { verdict, exitCode, summary } = run.finish();
      const reports = Object.fromEntries(formats.map(format => [format, run.take(format)]));
      run.free();
      return { verdict, exitCode, summary, reports };
    } catch (error) {
      if (!isPanic(error)) throw error;
      if (next.place === undefined || panicked.size >= MOST_PANICS) throw new Panic();
      panicked.add(next.place);
    }
  }
}

// The outcome of a run whose single outcomes are not wanted.
export function finished(run) {
  for (;;) {
    const { value, done } = run.next();
    if (done) return value;
  }
}

function* outcomes(run, inputs, panicked, next) {
  for (const [index, { name, line, lines, error, read }] of inputs.entries()) {
    next.index = index;
    next.place = `${index}`;
    if (error !== undefined) {
      yield run.obstacle(name, error);
    } else if (!lines) {
      yield panicked.has(next.place) ? run.panicked(name, line) : run.document(name, line, read);
    } else {
      run.beginLines(name, read);
      for (let count = 0; ; count++) {
        next.place = `${index}:${count}`;
        const judged = panicked.has(next.place) ? run.nextLinePanicked() : run.nextLine();
        if (!judged) break;
        yield judged;
      }
    }
  }
}

function plain({ input, line, verdict, number, title, sha256, why, offset, length }, index) {
  return { index, input, line, verdict, number, title, sha256, why, place: offset === undefined ? undefined : [offset, length] };
}

// The run with these options. A name that is none of an option is refused: a misspelled expectation must not pass.
function begin(pith, given, formats) {
  const options = new pith.Options(Math.floor(Date.now() / 1000));
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    try {
      set(options, name, value);
    } catch (error) {
      if (isPanic(error)) throw error;
      options.free();
      throw new OptionError(name, error.message);
    }
  }
  try {
    return new pith.Run(options, formats.join(','));
  } catch (error) {
    throw isPanic(error) ? error : new OptionError('', error.message);
  }
}

function set(options, name, value) {
  if (FLAGS.includes(name)) {
    if (typeof value !== 'boolean') throw new Error('expected true or false');
    if (value) options[name]();
  } else if (KEYS.includes(name)) {
    for (const text of [value].flat()) options[name](asText(text));
  } else if (TEXTS.includes(name)) {
    options[name](typeof value === 'number' ? String(value) : asText(value));
  } else if (FILES.includes(name)) {
    const { name: file, contents } = value ?? {};
    if (!(contents instanceof Uint8Array)) throw new Error('expected { name, contents: Uint8Array }');
    options[name](asText(file), name === 'abstract' ? decoded(contents) : contents);
  } else {
    throw new Error('there is no such option');
  }
}

function asText(value) {
  if (typeof value !== 'string') throw new Error('expected text');
  return value;
}

// Reads from bytes that are in memory.
export const reader = bytes => (offset, length) => bytes.subarray(offset, offset + length);

// The text of a file that people write, without the byte order mark of some editors.
export function decoded(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error('not UTF-8 text');
  }
}
