// The worker that verifies, and its answers.

let worker = null;

function start() {
  const source = URL.createObjectURL(new Blob([at('worker').textContent], { type: 'text/javascript' }));
  worker = new Worker(source);
  URL.revokeObjectURL(source);
  worker.onmessage = ({ data }) => answers[data.kind](data);
  worker.onerror = event => { event.preventDefault(); failed(event.message); };
  worker.onmessageerror = () => failed('its answer cannot be read');
  worker.postMessage({ kind: 'start' });
}

// Nothing that it still says counts.
function stop() {
  worker.onmessage = null;
  worker.onerror = null;
  worker.terminate();
  start();
}

const answers = {
  started({ digest }) {
    if (digest === at('digest').textContent) document.documentElement.dataset.ready = 'yes';
    else failed(`this copy of the page is damaged: its WebAssembly has SHA-256 ${digest}`);
  },
  judged({ batch }) {
    for (const one of batch) judged.push(one);
    progress();
  },
  done({ outcome, reports: finished }) {
    reports = finished;
    done(outcome);
  },
  report: opening,
  claims({ id, page }) {
    if (opened?.id !== id) return;
    opened.claims = page ?? '<!DOCTYPE html><meta name="color-scheme" content="light dark"><title>No claims</title><p>This is not JSON, so it makes no claims.';
    view('claims');
  },
  refused({ option, message }) {
    idle();
    problem(option ? `${LABELS[option] ?? option}: ${message}` : message);
    say('Nothing was verified.', false);
    at('options').open = true;
  },
  failed: ({ message }) => failed(message),
};

// The verifier itself failed. Whatever was shown before counts for nothing.
function failed(message) {
  turn += 1;
  idle();
  clear();
  verdictOf('internal', 'The verifier stopped working, because of a bug or because memory ran out. Nothing was verified, and nothing follows about any input.');
  show(at('run'), true);
  for (const id of ['downloads', 'filters']) show(at(id), false);
  problem(message);
  if (document.documentElement.dataset.ready === 'yes') stop();
  else end();
}

// A verifier that cannot start is not started again.
function end() {
  document.documentElement.dataset.ready = 'no';
  worker.onmessage = null;
  worker.terminate();
  at('intake').inert = true;
  inputs = [];
}
