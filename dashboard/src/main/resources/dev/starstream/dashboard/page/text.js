// Elements, numbers and names. Data reaches the document as text nodes and numbers only, never as markup.

export const byId = id => document.getElementById(id);

/** An element; children are elements or text. */
export function el(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== '') node.append(child);
  }
  return node;
}

export function hidden(node) {
  node.setAttribute('aria-hidden', 'true');
  return node;
}

/** Numbers as CSS variables: the policy allows no style attributes. */
export function at(node, variables) {
  for (const [name, value] of Object.entries(variables)) {
    node.style.setProperty('--' + name, String(value));
  }
  return node;
}

export function button(text, action, className = 'button') {
  const node = el('button', className, text);
  node.type = 'button';
  node.addEventListener('click', () => action(node));
  return node;
}

const whole = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const two = new Intl.NumberFormat('en', {minimumFractionDigits: 2, maximumFractionDigits: 2});
const oneDigit = new Intl.NumberFormat('en', {minimumFractionDigits: 1, maximumFractionDigits: 1});

export const count = n => whole.format(n);
export const percent = share => `${whole.format(100 * share)}%`;
export const decimal = n => two.format(n).replace(/^-(?=0\.00$)/, '').replace('-', '−');
const range = (from, to) => `${from}\u2060–\u2060${to}`;
export const percentRange = (low, high) => range(whole.format(100 * low), percent(high));
export const decimalRange = (low, high) => (low < 0 ? `${decimal(low)} to ${decimal(high)}` : range(decimal(low), decimal(high)));
export const things = (n, one, many) => `${count(n)} ${n === 1 ? one : many}`;
export const points = change => `${change > 0 ? '+' : change < 0 ? '−' : '±'}${oneDigit.format(Math.abs(100 * change))} points`;

export function seconds(n) {
  return n < 1 ? `${whole.format(1000 * n)} ms` : n < 100 ? `${oneDigit.format(n)} s` : `${whole.format(n / 60)} min`;
}

export function ago(time) {
  const passed = Math.max(0, Math.round((Date.now() - time) / 1000));
  if (passed < 100) return `${passed} s ago`;
  if (passed < 6000) return `${Math.round(passed / 60)} min ago`;
  return passed < 172_800 ? `${Math.round(passed / 3600)} h ago` : `${Math.round(passed / 86_400)} days ago`;
}

/** What ids are called; filled once by the server. */
export const names = {companies: {}, categories: {}, questions: {}, keyPoints: {}, firstAnswer: null};

const own = (table, id) => (table && Object.hasOwn(table, id) ? table[id] : null);

export function words(id) {
  const text = String(id).replaceAll('_', ' ').replace(/\bi\b/g, 'I').replace(/\bstar\b/gi, 'STAR');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The name of a value in a column. */
export function named(column, value) {
  if (value === '(all)') return {company: 'All companies', level: 'All levels', source: 'All sources', group: 'Everything'}[column] ?? 'All';
  if (value === '(none)') return {company: 'No company named', source: 'No source', cohort: 'No cohort'}[column] ?? 'None';
  switch (column) {
    case 'company':
      return own(names.companies, value) ?? words(value);
    case 'category':
      return own(names.categories, value) ?? words(value);
    case 'question':
      return value === '(other)' ? 'Questions outside the catalogue' : own(names.questions, value) ?? words(value);
    case 'level':
    case 'part':
    case 'mistake':
    case 'other':
    case 'measure':
    case 'key_point':
      return words(value);
    case 'group':
      return own(names.companies, value) ?? own(names.categories, value) ?? words(value);
    default:
      return String(value);
  }
}

export const keyPointText = (question, id) => own(own(names.keyPoints, question), id) ?? words(id);

const QUOTED = ['mistake', 'other', 'key_point', 'question'];
const NAMED = [...QUOTED, 'company', 'category', 'group', 'part'];

/** A sentence of the server with names in place of the ids of its rows. */
export function withNames(sentence, rows) {
  const called = new Map();
  for (const row of rows) {
    for (const column of NAMED) {
      const id = row[column];
      if (id && !id.startsWith('(')) called.set(id, QUOTED.includes(column) ? `“${named(column, id).replace(/[.?]$/, '')}”` : named(column, id));
    }
  }
  const text = sentence.replace(/[\p{L}\p{N}_-]+/gu, word => called.get(word) ?? word);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A column's value as the table shows it. */
export function cellText(column, row) {
  const value = row[column.name];
  if (value === null || value === undefined || value === '') return row.suppressed ? 'withheld' : '–';
  switch (column.unit) {
    case 'share':
      return `${oneDigit.format(100 * value)}%`;
    case 'score':
    case 'number':
      return decimal(value);
    case 'seconds':
      return seconds(value);
    case 'count':
      return count(value);
    case 'flag':
      return value ? 'yes' : 'no';
    case 'time':
      return String(value).replace('T', ' ').replace(/(\.\d+)?Z$/, '');
    case 'list':
      return value.length ? value.join(', ') : '–';
    default:
      return named(column.name, value);
  }
}

const VERDICTS = {'higher': ['▲', 'higher'], 'lower': ['▼', 'lower'], 'no clear difference': ['≈', 'no clear difference'],
  'yes': ['✓', 'yes'], 'no': ['✕', 'no clear sign of it'], 'all alike': ['=', 'all alike'], 'too few': ['…', 'too few people']};

/** Compared intervals, in words and with a sign of its own shape. */
export function verdict(text, whom = '') {
  if (!text) return null;
  const [sign, say] = VERDICTS[text] ?? ['', text];
  const badge = el('span', 'verdict', hidden(el('span', 'sign', sign)), whom && sign && text !== 'no clear difference' ? `${say} than ${whom}` : say);
  badge.dataset.verdict = text;
  return badge;
}

/** Saves a file from here. */
export function download(name, url) {
  const link = el('a', '');
  link.href = url;
  link.download = name;
  link.click();
}
