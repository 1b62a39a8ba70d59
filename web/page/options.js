// The options in the form, as those of the program.

const LABELS = {
  key: 'Trusted keys',
  keyFile: 'Trusted keys',
  keyring: 'Trusted keys',
  expectNumber: 'Pith number',
  expectSource: 'Source',
  expectBundle: 'SHA-256 of the signed content',
  title: 'Title of the paper',
  abstract: 'The abstract',
  state: 'The state',
  maxAge: 'Maximum age in days',
  maxBytes: 'Largest document',
};

// The most bytes of a file that an option reads.
const LIMIT = 64 * 1024 * 1024;

async function given() {
  const text = id => at(id).value.trim() || undefined;
  const options = {
    ...keysOf(at('keys').value),
    trustEmbedded: at('trust-embedded').checked,
    expectNumber: text('number'),
    expectSource: text('source'),
    expectBundle: text('bundle'),
    title: at('title').value || undefined,
    maxAge: text('age'),
    strict: at('strict').checked,
    maxBytes: text('max-bytes'),
  };
  for (const id of ['since', 'state', 'abstract']) {
    const file = at(id).files[0];
    if (file) options[id] = { name: file.name, contents: await contents(file) };
  }
  return options;
}

async function contents(file) {
  if (file.size > LIMIT) throw new Error(`${file.name}: larger than the limit of ${LIMIT} bytes`);
  return new Uint8Array(await file.arrayBuffer());
}

// The keys in the text: JSON as a whole, or else PEM, lines of one word, which are hex or base64, and lines of a keyring.
function keysOf(text) {
  if (text.trim() === '') return {};
  if (text.trimStart().startsWith('{')) return { keyFile: text };
  const key = [];
  const blank = found => found.replace(/[^\n]/g, '');
  let rest = text.replace(/-----BEGIN [^]*?-----END [^\n]*?-----/g, pem => {
    key.push(pem);
    return blank(pem);
  });
  rest = rest.replace(/^[ \t]*[^\s#]+[ \t]*\r?$/gm, word => {
    key.push(word.trim());
    return blank(word);
  });
  // What is left keeps its line numbers. Without a key it is refused, like an empty keyring.
  return rest.replace(/#.*/g, '').trim() === '' && key.length > 0 ? { key } : { key, keyring: rest };
}

at('keys-file').addEventListener('change', async event => {
  const [file] = event.target.files;
  if (!file) return;
  try {
    at('keys').value = new TextDecoder('utf-8', { fatal: true }).decode(await contents(file));
  } catch {
    at('keys').value = '';
    problem(`${file.name}: not UTF-8 text`);
  }
  event.target.value = '';
  changed();
});

// A verdict that was reached under other options is not shown any longer.
function changed() {
  const isSet = field => (field.type === 'checkbox' ? field.checked : /^(INPUT|TEXTAREA)$/.test(field.tagName) && field.value !== '');
  const count = [...at('options-form').elements].filter(isSet).length;
  at('options-count').textContent = count > 0 ? `\u00b7 ${count} set` : '';
  for (const input of inputs) input.lines = Boolean(input.blob) && (at('lines').checked || isLines(input.name));
  if (inputs.length === 0) return;
  if (worker && document.body.classList.contains('busy')) stop();
  turn += 1;
  idle();
  clear();
  show(at('again'), true);
  say('The options have changed. Verify again.');
}
at('options-form').addEventListener('input', changed);
at('options-form').addEventListener('reset', () => setTimeout(changed));
at('options-form').addEventListener('submit', event => {
  event.preventDefault();
  if (inputs.length > 0) verify();
});
