// Files, folders and texts become inputs: by choice, drop and paste.

const isLines = name => /\.(ndjson|jsonl)$/i.test(name);
const isInput = name => /\.(json|ndjson|jsonl)$/i.test(name);
const inputOf = (name, blob) => ({ name, blob, lines: at('lines').checked || isLines(name) });

function take(found) {
  if (found.length === 0 || at('intake').inert) return;
  inputs = found;
  verify();
}

at('files').addEventListener('change', event => {
  take([...event.target.files].map(file => inputOf(file.name, file)));
  event.target.value = '';
});

at('folder').addEventListener('change', event => {
  const files = [...event.target.files].map(file => ({ path: file.webkitRelativePath, file }));
  const folder = files[0]?.path.split('/')[0] ?? 'folder';
  take(inFolder(folder, files));
  event.target.value = '';
});

// The files in a folder that have the name of an input, in the order of their names.
function inFolder(folder, files) {
  const found = files.filter(({ path }) => isInput(path)).sort((a, b) => byName(a.path, b.path));
  if (found.length === 0) return [{ name: folder, error: 'no *.json files in this directory or below it' }];
  return found.map(({ path, file, error }) => (error ? { name: path, error } : inputOf(path, file)));
}

// Folder by folder, by code points.
function byName(a, b) {
  const [one, other] = [a.split('/'), b.split('/')];
  for (let i = 0; i < Math.min(one.length, other.length); i++) {
    const [x, y] = [[...one[i]], [...other[i]]];
    for (let k = 0; k < Math.min(x.length, y.length); k++) {
      if (x[k] !== y[k]) return x[k].codePointAt(0) - y[k].codePointAt(0);
    }
    if (x.length !== y.length) return x.length - y.length;
  }
  return one.length - other.length;
}

// A drop anywhere is for this page: the browser must not open what is dropped instead.
addEventListener('dragover', event => {
  event.preventDefault();
  document.body.classList.add('dragged');
});
addEventListener('dragleave', event => {
  if (!event.relatedTarget) document.body.classList.remove('dragged');
});
addEventListener('drop', async event => {
  event.preventDefault();
  document.body.classList.remove('dragged');
  // A file that is on no disk has no entry.
  const files = [...event.dataTransfer.items].filter(item => item.kind === 'file').map(item => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const text = event.dataTransfer.getData('text/plain');
  if (files.length > 0) {
    say('Reading the names of the files.');
    take((await Promise.all(files.map(dropped))).flat());
  } else if (text) {
    takeText(text);
  }
});

async function dropped(entry) {
  if (entry === null) return [{ name: 'what was dropped', error: 'the browser does not give it to this page' }];
  if (entry instanceof File) return [inputOf(entry.name, entry)];
  if (!entry.isDirectory) {
    const { file, error } = await fileOf(entry);
    return [error ? { name: entry.name, error } : inputOf(file.name, file)];
  }
  return inFolder(entry.name, await below(entry));
}

async function below(folder) {
  const reader = folder.createReader();
  const found = [];
  for (;;) {
    let entries;
    try {
      entries = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
    } catch (error) {
      found.push({ path: `${folder.fullPath.slice(1)}/?.json`, error: error.message });
      return found;
    }
    if (entries.length === 0) return found;
    for (const entry of entries) {
      if (entry.isDirectory) found.push(...await below(entry));
      else if (isInput(entry.name)) found.push({ path: entry.fullPath.slice(1), ...await fileOf(entry) });
    }
  }
}

const fileOf = entry => new Promise(resolve => {
  entry.file(file => resolve({ file }), error => resolve({ error: error.message }));
});

at('paste-button').addEventListener('click', () => {
  const shown = at('paste').hidden;
  show(at('paste'), shown);
  at('paste-button').setAttribute('aria-expanded', String(shown));
  if (shown) at('pasted').focus();
});
at('paste').addEventListener('submit', event => {
  event.preventDefault();
  if (at('pasted').value) takeText(at('pasted').value);
});
addEventListener('paste', event => {
  if (event.target.closest?.('input,textarea')) return;
  const files = [...event.clipboardData.files];
  const text = event.clipboardData.getData('text/plain');
  if (files.length > 0) take(files.map(file => inputOf(file.name, file)));
  else if (text) takeText(text);
});

function takeText(text) {
  take([inputOf('pasted text', new Blob([text]))]);
}
