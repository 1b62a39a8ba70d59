// Verifies in a thread of its own, so that the page stays responsive. In front of it stand js/run.js, the function
// `instantiate` and the WebAssembly, in base64, as WASM.

const started = Promise.resolve().then(() => {
  const bytes = Uint8Array.from(atob(WASM), c => c.charCodeAt(0));
  const module = new WebAssembly.Module(bytes);
  return { instance: instances(() => instantiate(module)), digest: instantiate(module).sha256(bytes) };
});

// Memory beyond this is given back after a run.
const KEPT = 64 * 1024 * 1024;

// An instance is used again, but after a panic, or if it became large.
function instances(fresh) {
  let idle;
  return again => {
    if (again || idle?.memory.buffer.byteLength > KEPT) idle = undefined;
    idle ??= fresh();
    return idle;
  };
}

// Reads a part of a file without waiting, as the WebAssembly asks for it.
const files = new FileReaderSync();
let reading = 0;
const readerOf = blob => (offset, length) => {
  const start = performance.now();
  try {
    return new Uint8Array(files.readAsArrayBuffer(blob.slice(offset, offset + length)));
  } catch (error) {
    throw unreadable(error);
  } finally {
    reading += performance.now() - start;
  }
};

// A file that was changed cannot be read any longer.
function unreadable({ name, message }) {
  return new Error(['NotReadableError', 'NotFoundError'].includes(name) ? 'it was changed or moved after it was chosen, or cannot be read' : message);
}

const inputOf = ({ name, blob, lines, line, error }) => ({ name, lines, line, error, read: blob && readerOf(blob) });

// Small files are read ahead, several at once: a file at a time would mean to wait for each.
const SMALL = 1024 * 1024;
const AHEAD = 16;

class Ahead {
  constructor(inputs) {
    this.inputs = inputs;
    this.given = inputs.map(inputOf);
    this.begun = 0;
    this.waiting = [];
  }

  // Waits until this input is read, and begins to read later ones.
  async until(index) {
    while (this.begun <= index + AHEAD && this.begun < this.inputs.length) this.begin(this.begun++);
    await this.waiting[index];
  }

  begin(index) {
    const { blob, lines } = this.inputs[index];
    if (!blob || lines || blob.size > SMALL) return;
    const input = this.given[index];
    this.waiting[index] = blob.arrayBuffer().then(
      buffer => { input.read = reader(new Uint8Array(buffer)); },
      error => { input.read = () => { throw unreadable(error); }; },
    );
  }

  // After a panic the run reads an input again.
  release(index) {
    const { blob } = this.inputs[index];
    if (blob) this.given[index].read = readerOf(blob);
    this.waiting[index] = undefined;
  }
}

// Outcomes go to the page in batches, so that it has few messages to work on.
const WAIT = 50;

async function verify({ options }, inputs, instance) {
  const ahead = new Ahead(inputs);
  const outcomes = run(instance, options, ['json', 'html'], ahead.given);
  let batch = [];
  let last = Date.now();
  await ahead.until(0);
  for (;;) {
    const { value, done } = outcomes.next();
    if (!done) batch.push(value);
    if (done || Date.now() - last >= WAIT) {
      postMessage({ kind: 'judged', batch });
      batch = [];
      last = Date.now();
    }
    if (done) {
      const { reports, ...outcome } = value;
      postMessage({ kind: 'done', outcome, reports }, Object.values(reports).map(report => report.buffer));
      return;
    }
    ahead.release(value.index);
    await ahead.until(value.index + 1);
  }
}

// The reports on one input.
function report({ options, input, id }, instance) {
  const start = performance.now();
  reading = 0;
  const outcomes = run(instance, options, ['json', 'html'], [inputOf(input)]);
  const { value: judged } = outcomes.next();
  const { reports } = finished(outcomes);
  const took = performance.now() - start - reading;
  postMessage({ kind: 'report', id, judged, took, json: reports.json, html: reports.html });
}

// The claims of one input; none if it is no JSON, or too large.
function claims({ input: { name, blob }, id }, instance) {
  let page;
  if (blob && blob.size <= KEPT) {
    try {
      page = instance().claims(name, readerOf(blob)(0, blob.size));
    } catch (error) {
      if (error.constructor !== Error) instance(true);
    }
  }
  postMessage({ kind: 'claims', id, page });
}

// The inputs of the next run, as far as they have come.
let coming = [];

onmessage = async ({ data }) => {
  try {
    if (data.kind === 'inputs') coming.push(...data.inputs);
    const { instance, digest } = await started;
    if (data.kind === 'start') postMessage({ kind: 'started', digest });
    if (data.kind === 'verify') {
      const inputs = coming;
      coming = [];
      await verify(data, inputs, instance);
    }
    if (data.kind === 'report') report(data, instance);
    if (data.kind === 'claims') claims(data, instance);
  } catch (error) {
    const refused = error instanceof OptionError;
    postMessage({ kind: refused ? 'refused' : 'failed', option: error.option, message: error.reason ?? error.message });
  }
};
