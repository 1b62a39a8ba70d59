// The outcomes of many inputs.

const ORDER = ['internal', 'fail', 'malformed', 'unchecked', 'untrusted', 'undetermined', 'pass'];
const ROWS = 200;

function countsOf(outcomes) {
  const counts = new Map();
  for (const verdict of ORDER) {
    const count = outcomes.filter(one => one.verdict === verdict).length;
    if (count > 0) counts.set(verdict, count);
  }
  return counts;
}

// The worst first, and each in the order of the inputs.
const matching = () => ORDER.flatMap(verdict => judged.filter(one => one.verdict === verdict && (filter === 'all' || filter === verdict)));

function list() {
  const counts = countsOf(judged);
  const entries = [['all', judged.length], ...counts];
  at('filters').replaceChildren(...(counts.size > 1 ? entries : []).map(([verdict, count]) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = `${verdict} (${count.toLocaleString('en')})`;
    button.setAttribute('aria-pressed', String(filter === verdict));
    button.addEventListener('click', () => {
      filter = verdict;
      for (const other of at('filters').children) other.setAttribute('aria-pressed', String(other === button));
      rows();
    });
    return button;
  }));
  show(at('filters'), counts.size > 1);
  rows();
}

function rows() {
  at('list').replaceChildren();
  shownRows = 0;
  more();
}

function more() {
  const all = matching();
  const next = all.slice(shownRows, shownRows + ROWS);
  at('list').append(...next.map(row));
  shownRows += next.length;
  const rest = all.length - shownRows;
  show(at('more'), rest > 0);
  at('more').textContent = `Show ${Math.min(rest, ROWS)} more of ${rest.toLocaleString('en')}`;
}
at('more').addEventListener('click', () => {
  const first = shownRows;
  more();
  at('list').children[first]?.querySelector('button').focus();
});

function row(one) {
  const item = document.createElement('li');
  const button = document.createElement('button');
  button.type = 'button';
  const what = part('span', 'what');
  what.append(part('span', 'name', one.title || one.input));
  if (one.title) what.append(' ', part('span', 'number', one.input));
  if (one.number) what.append(' ', part('span', 'number', one.number));
  if (one.why) what.append(part('span', 'why', one.why));
  button.append(part('span', `badge ${one.verdict}`, one.verdict), what);
  button.addEventListener('click', () => open(one, button));
  item.append(button);
  return item;
}

function part(tag, className, text = '') {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = visible(text);
  return element;
}
