// A run: its beginning, its progress, its end.

async function verify() {
  if (document.body.classList.contains('busy')) stop();
  clear();
  const mine = ++turn;
  show(at('again'), false);
  document.body.classList.add('busy', 'judged');
  try {
    options = await given();
  } catch (error) {
    if (mine !== turn) return;
    idle();
    problem(error.message);
    say('Nothing was verified.', false);
    return;
  }
  if (mine !== turn) return;
  show(at('progress'), inputs.length > 1 || inputs.some(input => input.lines));
  say(`Verifying ${plural(inputs.length, 'input')}.`);
  progress();
  // To hand over thousands of files takes time: a part at a time, so that the page answers in between.
  for (let start = 0; start < inputs.length; start += PART) {
    worker.postMessage({ kind: 'inputs', inputs: inputs.slice(start, start + PART) });
    await new Promise(resolve => { setTimeout(resolve); });
    if (mine !== turn) return;
  }
  worker.postMessage({ kind: 'verify', options });
}

const PART = 20;

const plural = (count, noun) => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

function progress() {
  const hasLines = inputs.some(input => input.lines);
  at('bar').max = inputs.length;
  if (hasLines) at('bar').removeAttribute('value');
  else at('bar').value = judged.length;
  at('count').textContent = hasLines ? `${judged.length.toLocaleString('en')} judged` : `${judged.length.toLocaleString('en')} of ${inputs.length.toLocaleString('en')}`;
}

at('stop').addEventListener('click', () => {
  stop();
  turn += 1;
  idle();
  const counts = countsOf(judged);
  verdictOf('unchecked', `Stopped. Judged so far: ${plural(judged.length, 'input')}${counts.size > 0 ? `: ${[...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ')}` : ''}. A stopped run has no report.`);
  show(at('run'), true);
  show(at('downloads'), false);
  show(at('again'), true);
  list();
  say('Stopped.', false);
});

function done({ verdict, exitCode, summary }) {
  idle();
  if (judged.length === 1) {
    const [only] = judged;
    opened = { one: only, id: ++turn, input: inputOfOutcome(only) };
    opening({ id: opened.id, judged: only, json: reports.json, html: reports.html });
    return;
  }
  verdictOf(verdict, summary);
  at('run').dataset.exitCode = exitCode;
  show(at('run'), true);
  show(at('downloads'), true);
  list();
  say(`${verdict}. ${summary}.`, false);
}

function verdictOf(verdict, sentence) {
  at('banner').className = `banner ${verdict}`;
  at('verdict').textContent = verdict;
  at('summary').textContent = sentence;
}

function idle() {
  document.body.classList.remove('busy');
  show(at('progress'), false);
}

function clear() {
  judged = [];
  reports = null;
  opened = null;
  filter = 'all';
  for (const id of ['problem', 'run', 'one', 'view']) show(at(id), false);
  at('view').srcdoc = '';
  at('list').replaceChildren();
}

// What is on the page in another form already is only spoken.
function say(sentence, isShown = true) {
  at('status').textContent = sentence;
  at('status').className = isShown ? '' : 'spoken';
}

function problem(message) {
  at('problem').textContent = visible(message);
  show(at('problem'), true);
}

// Text of others with what would reorder or hide it made visible: the characters of `is_hostile`, as in the reports.
const visible = text => text.replace(/[\0-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu, c => `\\u{${c.codePointAt(0).toString(16)}}`);
