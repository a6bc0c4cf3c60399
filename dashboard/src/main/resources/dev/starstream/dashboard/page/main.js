// The page: asks the insights that are on the screen, draws what comes back, again whenever there is news.

import {showAnswer} from './answer.js';
import {ask, dropKey, keepKey, takeKey, text} from './api.js';
import {Card} from './card.js';
import {CARDS, SECTIONS} from './cards.js';
import {follow, live, showLive, start} from './live.js';
import {FILTERS, change, onChange, setFilters, view} from './state.js';
import {button, byId, count, el, hidden, named, names, percent, percentRange, points, verdict} from './text.js';

/** Asked at once so that nobody waits long for the last of them. */
const AT_ONCE = 4;

/** What the key figures are made of, and what decides whether there is anything to show. */
const CORE = ['attempts', 'metrics', 'mistakes', 'companies', 'trend'];

const form = byId('filter-form');
const catalogue = new Map();
const cards = new Map();
const known = {cohort: new Map(), source: new Map(), scorer_version: new Map(), company: new Map()};
let loading = new AbortController();
let busy = false;
let newsWaits = false;
let keyWanted = false;

// ---- Loading --------------------------------------------------------------------------------------

async function loadCatalogue(signal) {
  if (catalogue.size) return;
  const [insights, called] = await Promise.all([ask('v1/insights', signal), ask('dashboard-names.json', signal)]);
  Object.assign(names, called);
  for (const insight of insights.insights) catalogue.set(insight.name, insight);
  for (const [id, card] of cards) {
    const {insight} = CARDS.find(def => def.id === id);
    if (!insight) continue;
    if (catalogue.has(insight)) {
      card.describe(catalogue.get(insight));
    } else {
      card.node.remove();
      cards.delete(id);
    }
  }
  const levels = insights.insights.flatMap(insight => insight.params).find(param => param.name === 'level');
  options('level', (levels?.allowed ?? []).map(one => [one, named('level', one)]));
  options('category', Object.entries(names.categories));
  showView();
}

/** Several at a time, in the order of the page. */
async function loadCards(list, signal) {
  const errors = [];
  const waiting = [...list];
  const worker = async () => {
    for (let card = waiting.shift(); card; card = waiting.shift()) {
      const error = await card.load(signal);
      if (error) errors.push(error);
      if (CORE.includes(card.id)) drawKey();
      if (!error && !performance.getEntriesByName('figures').length) performance.mark('figures');
    }
  };
  await Promise.all(Array.from({length: AT_ONCE}, worker));
  return errors;
}

const core = () => CORE.map(id => cards.get(id)).filter(Boolean);

/** Everything that is on the screen; the rest when it comes there. */
async function load() {
  loading.abort();
  const own = loading = new AbortController();
  busy = true;
  let errors = [];
  try {
    await loadCatalogue(own.signal);
    for (const card of cards.values()) {
      card.dirty = true;
      card.node.hidden = !card.wanted;
    }
    const wanted = new Set([...core(), ...[...cards.values()].filter(card => card.near && card.wanted)]);
    errors = view.answer ? [] : await loadCards(wanted, own.signal);
    if (!errors.length) await loadNames(own.signal);
  } catch (error) {
    if (own.signal.aborted) return;
    for (const card of cards.values()) card.fail(error);
    errors = [error];
  }
  if (own.signal.aborted) return;
  busy = false;
  live.failing = errors.length > 0;
  if (!errors.length) live.updatedAt = Date.now();
  const wrong = errors.find(error => error.parameter);
  byId('filter-error').textContent = wrong?.message ?? '';
  byId('filter-error').hidden = !wrong;
  drawKey();
  drawPanel(errors);
  showLive();
  document.body.dataset.loaded = String(Number(document.body.dataset.loaded ?? 0) + 1);
  if (newsWaits) news();
}

function news() {
  newsWaits = busy;
  if (!busy && !keyWanted) return load();
  return null;
}

const watcher = new IntersectionObserver(entries => {
  const come = [];
  for (const entry of entries) {
    const card = cards.get(entry.target.dataset.card);
    if (!card) continue;
    card.near = entry.isIntersecting;
    if (card.near && card.dirty && card.wanted && !busy && catalogue.size) come.push(card);
  }
  if (come.length) loadCards(come, loading.signal).catch(() => {});
}, {rootMargin: '400px 0px'});

/** Cards that came near while others were being loaded. */
setInterval(() => {
  const come = [...cards.values()].filter(card => card.near && card.dirty && card.wanted);
  if (come.length && !busy && catalogue.size && !view.answer && !keyWanted) loadCards(come, loading.signal).catch(() => {});
}, 250);

/** What there is to filter by, and when the newest event came, whatever the filters. */
async function loadNames(signal) {
  for (const row of cards.get('companies')?.rows ?? []) known.company.set(row.company, named('company', row.company));
  if (view.company) known.company.set(view.company, named('company', view.company));
  for (const row of cards.get('trend')?.rows ?? []) known.scorer_version.set(row.scorer_version, row.scorer_version);
  options('company', [...new Map([...Object.entries(names.companies), ...known.company])].filter(([id]) => !id.startsWith('('))
    .sort((a, b) => a[1].localeCompare(b[1], 'en')));
  options('scorer_version', [...known.scorer_version]);
  if (!known.source.size && catalogue.has('freshness')) {
    const {rows} = await ask('v1/insights/freshness', signal);
    for (const row of rows) if (!row.source.startsWith('(')) known.source.set(row.source, row.source);
    live.lastEvent = Math.max(live.lastEvent, Date.parse(rows[0]?.last_event) || 0);
    options('source', [...known.source]);
  }
  if (!known.cohort.size && catalogue.has('first-to-last')) {
    const {rows} = await ask('v1/insights/first-to-last?by=cohort', signal);
    for (const row of rows) if (!row.group.startsWith('(')) known.cohort.set(row.group, row.group);
    options('cohort', [...known.cohort]);
  }
}

// ---- Key figures ----------------------------------------------------------------------------------

function drawKey() {
  const usage = cards.get('metrics')?.rows.find(row => row.level === (view.level || '(all)')) ?? cards.get('metrics')?.rows[0];
  const attempt = cards.get('attempts')?.rows.find(row => row.attempt === '1');
  const weeks = weeksOf(cards.get('trend')?.rows ?? []);
  const change = view.compare === '1' ? cards.get('what-changed')?.rows.find(row => row.group === (view.company || '(all)')) : null;
  const before = change && !change.suppressed && change.passed_before !== null ? change : null;
  const tiles = [];
  const tile = (label, figure, sub, line, more) => tiles.push(el('div', 'tile', el('p', 'tile-label', label), el('p', 'tile-figure', figure),
    el('p', 'tile-sub', sub), more ? el('p', 'tile-sub', more) : null, line));
  if (usage && !usage.suppressed) {
    tile('Answers', count(usage.answers), view.first_attempts_only === '1' ? 'first attempts; weekly' : 'every attempt; weekly', spark(weeks, 'answers'),
      before ? `${count(before.answers)} against ${count(before.answers_before)} before` : '');
    tile('People', count(usage.people), 'who gave them; weekly', spark(weeks, 'people'),
      before ? `${count(before.people)} against ${count(before.people_before)} before` : '');
  }
  if (attempt && !attempt.suppressed) {
    tile('Pass at the first attempt', percent(attempt.passed), `95% interval ${percentRange(attempt.passed_low, attempt.passed_high)}`, spark(weeks, 'passed'),
      before ? [points(before.change), ': ', verdict(before.verdict, 'before')] : '');
  }
  if (usage && !usage.suppressed) {
    tile('Measure their result', percent(usage.in_result), `95% interval ${percentRange(usage.in_result_low, usage.in_result_high)}`, spark(weeks, 'in_result'));
  }
  if (tiles.length) byId('key').replaceChildren(...tiles);
}

/** The weeks of the version with most of them. */
function weeksOf(rows) {
  const versions = new Map();
  for (const row of rows) versions.set(row.scorer_version, [...versions.get(row.scorer_version) ?? [], row]);
  return [...versions.values()].sort((a, b) => b.length - a.length)[0] ?? [];
}

function spark(weeks, column) {
  const own = weeks.filter(row => !row.suppressed && !row.grey && row[column] !== null);
  if (own.length < 3) return null;
  const values = own.map(row => row[column]);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const line = byId('line-template').content.cloneNode(true);
  line.querySelector('polyline').setAttribute('points', values.map((value, i) =>
    `${(100 * i / (values.length - 1)).toFixed(2)},${(22 - 20 * (value - low) / Math.max(high - low, 1e-9)).toFixed(2)}`).join(' '));
  return line;
}

// ---- Nothing there --------------------------------------------------------------------------------

/** One panel instead of the cards if none of them has anything to show. */
function drawPanel(errors) {
  const bare = core().every(card => !card.rows.length);
  const refused = errors.find(error => error.status === 401 || error.status === 403);
  const had = keyWanted;
  keyWanted = Boolean(refused);
  const kind = refused ? 'key' : !bare || view.answer ? '' : errors.length ? 'failed' : setFilters().length ? 'filtered' : 'none';
  const panel = byId('panel');
  byId('overview').hidden = kind !== '' || view.answer !== '';
  panel.hidden = kind === '';
  // A stream was refused too: with a key that is taken it is opened at once.
  if (had && !keyWanted) follow();
  if (panel.dataset.kind === kind && kind !== 'failed' && kind !== 'key') return;
  panel.dataset.kind = kind;
  const focused = panel.contains(document.activeElement);
  panel.replaceChildren(...panelOf(kind, refused ?? errors[0]));
  if (focused) (panel.querySelector('input, button') ?? byId('figures')).focus();
}

function panelOf(kind, error) {
  switch (kind) {
    case 'key':
      // With a key that is refused nothing is gained by asking again.
      if (error.status === 401) dropKey();
      return [el('h2', '', 'An API key is needed'), el('p', '', `${error.message}.`), keyForm()];
    case 'failed':
      return [el('h2', '', 'The figures could not be loaded'), el('p', '', `${error.message}.`),
        error.requestId ? el('p', '', 'Request id ', el('code', '', error.requestId)) : '', button('Try again', load)];
    case 'filtered':
      return [el('h2', '', 'No answers match these filters'), button('Clear filters', clearFilters)];
    case 'none': {
      const command = el('pre', '', el('code', '', firstAnswer()));
      command.tabIndex = 0;
      return [el('h2', '', 'No answers yet'), el('p', '', 'Send a first one; it is scored and counted within seconds:'), command,
        el('p', 'sub', 'Figures appear once 5 people have answered: smaller groups are withheld.')];
    }
    default:
      return [];
  }
}

function keyForm() {
  const input = el('input', '');
  Object.assign(input, {type: 'password', name: 'key', required: true, autocomplete: 'off', spellcheck: false});
  const node = el('form', 'key-form', el('label', '', 'Key with the scope read ', input), el('button', 'button', 'Show the figures'));
  node.addEventListener('submit', event => {
    event.preventDefault();
    keepKey(input.value);
    apply(Boolean(view.answer));
  });
  return node;
}

function firstAnswer() {
  const json = JSON.stringify(names.firstAnswer ?? {}, null, 2).replaceAll("'", "'\\''");
  return `curl -X POST ${location.origin}/v1/answers \\\n  -H "Authorization: Bearer $KEY" \\\n  -H 'Content-Type: application/json' \\\n  -d '${json}'`;
}

// ---- Is all of it there ---------------------------------------------------------------------------

/** The card that tells of the verifier; it has no insight but the server's own counters. */
class Checks {
  id = 'checks';
  near = false;
  dirty = true;
  wanted = true;
  rows = [];

  constructor(def) {
    this.sentence = el('p', 'sentence');
    this.body = el('div', 'card-body');
    this.node = el('article', `card size-${def.size}`, el('header', 'card-head', el('h3', '', def.title)), this.sentence, this.body);
    this.node.id = `card-${def.id}`;
    this.node.dataset.card = def.id;
  }

  async load() {
    this.dirty = false;
    try {
      this.#draw(metrics(await text('metrics', 'text/plain')));
    } catch (error) {
      this.fail(error);
    }
    this.node.setAttribute('aria-busy', 'false');
    return null;
  }

  #draw(samples) {
    const of = name => samples.filter(sample => sample.name === name);
    const one = name => of(name)[0]?.value;
    const differences = of('starstream_reconcile_difference');
    const wrong = differences.filter(sample => sample.value !== 0);
    const last = one('starstream_reconcile_last_success_seconds');
    this.sentence.textContent = !differences.length ? 'The verifier has not come to an end yet.'
      : wrong.length ? `The verifier found differences in ${wrong.map(sample => sample.labels.check).join(', ')}.`
        : `Yes: ${differences.length} checks against Kafka found no difference.`;
    const term = (name, value) => [el('dt', '', name), el('dd', '', value)];
    this.body.replaceChildren(el('dl', 'facts',
      term('Last verified', last ? new Date(1000 * last).toISOString().replace('T', ' ').slice(0, 16) : 'not yet'),
      term('The sink', {undefined: 'runs in another process', 0: 'has stopped', 1: one('starstream_sink_waiting') ? 'waits for an outage to end' : 'runs'}[one('starstream_sink_running')]),
      term('Rejected by the sink', count(one('starstream_sink_rejected_total') ?? 0)),
      term('Withheld here', `${count([...cards.values()].reduce((sum, card) => sum + (card.rows ?? []).filter(row => row.suppressed).length, 0))} rows of fewer than 5 people`)),
    el('p', 'note', 'Of this server, over all tenants.'));
  }

  fail(error) {
    this.body.replaceChildren(el('p', 'nothing', `${error.message}.`));
  }

  draw() {}
}

/** Prometheus' text format, as far as ours uses it. */
function metrics(lines) {
  return lines.split('\n').map(line => /^(\w+)(?:\{([^}]*)\})? ([-+.\deE]+|NaN)/.exec(line)).filter(Boolean).map(([, name, labels, value]) =>
    ({name, value: Number(value), labels: Object.fromEntries([...(labels ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key, text]))}));
}

// ---- Filters --------------------------------------------------------------------------------------

/** Fills a select, keeping its first option; leaves it alone if nothing is new. */
function options(name, entries) {
  const select = form.elements[name];
  const own = view[name] && !entries.some(([value]) => value === view[name]) ? [...entries, [view[name], named(name, view[name])]] : entries;
  const values = own.map(entry => entry.join('\t')).join('\n');
  if (select.dataset.values !== values) {
    select.dataset.values = values;
    select.replaceChildren(select.options[0], ...own.map(([value, label]) => new Option(label, value)));
  }
  select.value = view[name];
}

/** Puts the view into the controls. */
function showView() {
  for (const name of ['company', 'level', 'category', 'cohort', 'source', 'scorer_version']) {
    const select = form.elements[name];
    if (view[name] && ![...select.options].some(option => option.value === view[name])) select.append(new Option(named(name, view[name]), view[name]));
    select.value = view[name];
    select.classList.toggle('is-set', view[name] !== FILTERS[name]);
  }
  for (const name of ['from', 'to']) {
    form.elements[name].value = view[name];
    form.elements[name].classList.toggle('is-set', view[name] !== '');
  }
  form.elements.first_attempts_only.checked = view.first_attempts_only !== '0';
  form.elements.compare.checked = view.compare === '1';
  form.elements.to.min = view.from || '1970-01-01';
  form.elements.from.max = view.to || '2149-06-06';
  for (const input of document.querySelectorAll('input[name="rank_by"]')) input.checked = input.value === view.rank_by;
  const set = setFilters().length;
  byId('clear').hidden = !set;
  byId('filters-toggle').textContent = set ? `Filters (${set} set)` : 'Filters';
  byId('filters').hidden = view.answer !== '';
  byId('answer').hidden = view.answer === '';
  byId('overview').hidden = view.answer !== '';
}

/** What is looked at has changed. */
async function apply(opened) {
  showView();
  byId('filter-error').hidden = true;
  if (view.answer) {
    byId('panel').hidden = true;
    byId('panel').dataset.kind = '';
    const error = await loadCatalogue().then(() => showAnswer(byId('answer'), opened), refused => refused);
    if (error?.status === 401 || error?.status === 403) drawPanel([error]);
    return;
  }
  for (const card of cards.values()) card.node.setAttribute('aria-busy', 'true');
  await load();
  const usage = cards.get('metrics')?.rows[0];
  byId('said').textContent = live.failing ? 'The figures could not be loaded.'
    : usage?.answers ? `Figures of ${count(usage.answers)} answers.` : 'No figures for these filters.';
}

function clearFilters() {
  change({...FILTERS});
  form.elements.from.focus();
}

form.addEventListener('change', () => {
  const wrong = [form.elements.from, form.elements.to].find(input => !input.checkValidity());
  const error = byId('filter-error');
  error.hidden = !wrong;
  error.textContent = wrong ? `${wrong.name === 'from' ? 'From' : 'To'}: ${wrong.validationMessage}` : '';
  if (wrong) return;
  const values = {};
  for (const name of ['from', 'to', 'company', 'level', 'category', 'cohort', 'source', 'scorer_version']) values[name] = form.elements[name].value;
  change({...values, first_attempts_only: form.elements.first_attempts_only.checked ? '1' : '0', compare: form.elements.compare.checked ? '1' : ''});
});
form.addEventListener('submit', event => event.preventDefault());
byId('clear').addEventListener('click', clearFilters);
byId('filters-toggle').addEventListener('click', () => {
  const open = byId('filters').classList.toggle('is-open');
  byId('filters-toggle').setAttribute('aria-expanded', String(open));
});
byId('answer-form').addEventListener('submit', event => {
  event.preventDefault();
  change({answer: event.target.elements.answer.value.trim().toLowerCase()});
});
window.addEventListener('hashchange', () => {
  if (takeKey()) apply(false);
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  for (const card of cards.values()) card.draw(true);
});

function build() {
  for (const {id, title} of SECTIONS) {
    const heading = el('h2', '', title);
    heading.id = `section-${id}`;
    const section = el('section', 'section', heading, el('div', 'cards', CARDS.filter(def => def.section === id).map(def => {
      const card = def.checks ? new Checks(def) : new Card(def);
      card.node.hidden = !card.wanted;
      cards.set(def.id, card);
      watcher.observe(card.node);
      return card.node;
    })));
    section.setAttribute('aria-labelledby', heading.id);
    byId('overview').append(section);
  }
  byId('key').replaceChildren(...Array.from({length: 4}, () => hidden(el('div', 'tile is-waiting'))));
}

takeKey();
build();
showView();
onChange(apply);
start(() => (view.answer ? null : news()));
apply(Boolean(view.answer));
