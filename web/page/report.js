// The report on one input, its claims, and downloads.

// Verifies the input again, for its report: the reports of many inputs need more memory than a page should take.
function open(one, from) {
  opened = { one, from, id: ++turn, input: inputOfOutcome(one) };
  worker.postMessage({ kind: 'report', id: opened.id, options, input: opened.input });
}

// The input, or the line of one, that an outcome is about.
function inputOfOutcome({ index, input: name, line, place, why }) {
  const of = inputs[index];
  if (place) return { name, line, blob: of.blob.slice(place[0], place[0] + place[1]) };
  // A file of lines that could not be read has no line.
  return of.lines ? { name, error: why } : { name, blob: of.blob, error: of.error };
}

function opening({ id, judged: again, json, html }) {
  if (opened?.id !== id) return;
  const { one } = opened;
  Object.assign(opened, { json, html });
  if (again.sha256 !== one.sha256 || again.verdict !== one.verdict) {
    problem(`${one.input}: it was changed after it was chosen. The report is about what it is now; choose it again.`);
  }
  const isOnly = judged.length === 1;
  at('one-name').textContent = visible(one.input);
  show(at('run'), false);
  show(at('back'), !isOnly);
  show(at('one'), true);
  show(at('show-claims'), Boolean(opened.input.blob));
  view('report');
  say(`${again.verdict}. ${visible(one.input)}${again.why ? `: ${visible(again.why)}` : ''}`, false);
  if (!isOnly) at('one-name').focus();
}

function view(which) {
  const frame = at('view');
  for (const name of ['report', 'claims']) at(`show-${name}`).setAttribute('aria-pressed', String(name === which));
  frame.title = which === 'report' ? 'Report' : 'Claims of the document, unverified';
  frame.dataset.shown = '';
  frame.srcdoc = which === 'report' ? new TextDecoder().decode(opened.html) : opened.claims;
  show(frame, true);
}

// The frame is as high as its content. It has no script; this one may measure it.
const sizes = new ResizeObserver(() => {
  const content = at('view').contentDocument?.documentElement;
  if (content) at('view').style.height = `${content.getBoundingClientRect().height}px`;
});
at('view').addEventListener('load', () => {
  sizes.disconnect();
  const content = at('view').contentDocument?.documentElement;
  if (content) sizes.observe(content);
  at('view').dataset.shown = 'yes';
});

at('show-report').addEventListener('click', () => view('report'));
at('show-claims').addEventListener('click', () => {
  if (opened.claims) view('claims');
  else worker.postMessage({ kind: 'claims', id: opened.id, input: opened.input });
});
at('back').addEventListener('click', () => {
  const { from } = opened;
  opened = null;
  turn += 1;
  for (const id of ['one', 'problem']) show(at(id), false);
  at('view').srcdoc = '';
  show(at('run'), true);
  from?.focus();
});

function save(bytes, name, type) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
at('save-json').addEventListener('click', () => save(reports.json, 'pith-report.json', 'application/json'));
at('save-html').addEventListener('click', () => save(reports.html, 'pith-report.html', 'text/html'));
at('one-json').addEventListener('click', () => save(opened.json, 'pith-report.json', 'application/json'));
at('one-html').addEventListener('click', () => save(opened.html, 'pith-report.html', 'text/html'));
