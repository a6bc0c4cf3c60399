// The dashboard: asks /v1/insights, draws what comes back, asks again every ten seconds.
// Data reaches the document as text nodes and numbers only, never as markup.

const POLL_MS = 10_000;
const TIMEOUT_MS = 30_000;
const PARTS = ['situation', 'task', 'action', 'result'];
const FILTERS = {from: '', to: '', company: '', level: '', category: '', first_attempts_only: '1'};
const VIEW = {...FILTERS, rank_by: 'adjusted'};
const KEY = 'starstream-key';

const view = {...VIEW};
const catalogue = new Map();
const names = {companies: {}, categories: {}, questions: {}, firstAnswer: null};
const results = new Map();
let paused = false;
let updatedAt = 0;
let failing = false;
let lastEvent = 0;
let keyWanted = false;
let timer = 0;
let loading = new AbortController();

const byId = id => document.getElementById(id);
const form = byId('filter-form');

// ---- What the cards are -------------------------------------------------------------------------

// needs: the columns that a card draws; a test holds them against the insights.

const CARDS = [
  {name: 'mistakes-by-company', kicker: 'What trips people up', extra: {top: 10},
    needs: 'company mistake severity answers people rate rate_low rate_high against_all against_next',
    draw: drawMistakes, say: sayMistakes},
  {name: 'hardest-companies', kicker: 'Where', tools: rankSwitch,
    needs: 'company answers people rate rate_low rate_high adjusted adjusted_low adjusted_high against_all'
      + ' against_next verdict',
    draw: drawCompanies, say: sayCompanies},
  {name: 'hardest-questions', kicker: 'Questions', extra: {top: 10},
    needs: 'question category answers people rate rate_low rate_high against_next discrimination'
      + ' discrimination_low discrimination_high discriminates',
    draw: drawQuestions, say: sayQuestions},
  {name: 'star-gaps', kicker: 'The story', extra: {top: 4},
    needs: 'company level part answers people rate rate_low rate_high against_next',
    draw: drawStar, say: sayStar},
  {name: 'metric-usage', kicker: 'Numbers',
    needs: 'level answers people any_metric any_metric_low any_metric_high in_result in_result_low in_result_high',
    draw: drawMetrics, say: sayMetrics},
  {name: 'score-by-attempt', kicker: 'Practice',
    needs: 'attempt answers people passed passed_low passed_high',
    draw: drawAttempts, say: sayAttempts},
];

// ---- Small pieces -------------------------------------------------------------------------------

/** An element; children are elements or text. A key makes it findable again after a redraw. */
function el(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== '') node.append(child);
  }
  return node;
}

function hidden(node) {
  node.setAttribute('aria-hidden', 'true');
  return node;
}

/** Position as CSS variables: percentages of the track. */
function at(node, variables) {
  for (const [name, value] of Object.entries(variables)) {
    node.style.setProperty('--' + name, String(value));
  }
  return node;
}

const whole = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const two = new Intl.NumberFormat('en', {minimumFractionDigits: 2, maximumFractionDigits: 2});
const oneDigit = new Intl.NumberFormat('en', {minimumFractionDigits: 1, maximumFractionDigits: 1});

const count = n => whole.format(n);
const percent = share => `${whole.format(100 * share)}%`;
const range = (from, to) => `${from}\u2060–\u2060${to}`;
const percentRange = (low, high) => range(whole.format(100 * low), percent(high));
const ratio = n => `${two.format(n)}×`;
const things = (n, one, many) => `${count(n)} ${n === 1 ? one : many}`;
const basis = row =>
  `${things(row.answers, 'answer', 'answers')}, ${things(row.people, 'person', 'people')}`;

function words(id) {
  const text = String(id).replaceAll('_', ' ').replace(/\bi\b/g, 'I').replace(/\bstar\b/g, 'STAR');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function named(column, value) {
  const own = (table, id) => (Object.hasOwn(table, id) ? table[id] : null);
  switch (column) {
    case 'company':
      return {'(all)': 'All companies', '(none)': 'No company named'}[value]
        ?? own(names.companies, value) ?? value;
    case 'level':
      return value === '(all)' ? 'All levels' : words(value);
    case 'category':
      return own(names.categories, value) ?? words(value);
    case 'question':
      return value === '(other)' ? 'Questions outside the catalogue'
        : own(names.questions, value) ?? words(value);
    case 'mistake':
    case 'part':
      return words(value);
    default:
      return value;
  }
}

const inText = text => text.charAt(0).toLowerCase() + text.slice(1);
const strong = text => el('strong', '', text);

/** Compared intervals, in words and with a sign of its own shape. */
function verdict(text) {
  const known = {'higher': ['▲', 'higher'], 'lower': ['▼', 'lower'],
    'no clear difference': ['≈', 'no clear difference'],
    'yes': ['✓', 'yes'], 'no': ['✕', 'no clear sign of it'],
    'all alike': ['=', 'all alike'], 'too few': ['…', 'too few people']};
  if (!text) return null;
  const [sign, say] = known[text] ?? ['', text];
  const badge = el('span', 'verdict', hidden(el('span', 'sign', sign)), say);
  badge.dataset.verdict = text;
  return badge;
}

/** Smallest round number that is not below. */
function roundUp(value) {
  return [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1].find(step => value <= step + 1e-9) ?? Math.ceil(value);
}

function ticks(from, to, steps) {
  return Array.from({length: steps + 1}, (_, i) => from + (to - from) * i / steps);
}

// ---- Bars with intervals ------------------------------------------------------------------------

/**
 * A ranked list. Each row: {label, sub, marks, grey, verdict, pick}; scale: {caption, from,
 * to, ticks, text, range, reference, dots}.
 */
function bars(rows, scale) {
  const place = value => 100 * (Math.min(Math.max(value, scale.from), scale.to) - scale.from)
    / (scale.to - scale.from);
  const list = el('ol', 'bars');
  for (const row of rows) {
    list.append(bar(row, scale, place));
  }
  const axis = hidden(el('div', 'bar-axis', el('div', 'ticks', scale.ticks.map(tick =>
    at(el('span', tick === scale.reference ? 'tick reference' : 'tick', scale.text(tick)),
      {x: place(tick)})))));
  return el('div', scale.dots ? 'plot dots' : 'plot', scale.caption ? el('p', 'caption', scale.caption) : null, list, axis);
}

function bar(row, scale, place) {
  const label = row.pick ? el('button', 'pick', row.label) : el('span', '', row.label);
  if (row.pick) {
    label.type = 'button';
    label.dataset.key = row.key;
    label.title = row.pickHint;
    label.addEventListener('click', row.pick);
  }
  const item = el('li', 'bar', el('div', 'bar-label', label, row.sub ? el('span', 'sub', row.sub) : null,
    row.verdict ? el('span', 'sub', row.verdict) : null,
    row.grey ? el('span', 'sub', 'fewer than 30 answers') : null));
  const track = hidden(el('div', 'track', scale.ticks.map(tick =>
    at(el('span', tick === scale.reference ? 'grid reference' : 'grid'), {x: place(tick)}))));
  for (const mark of row.marks) {
    const lane = el('div', `lane ${mark.kind ?? ''}`);
    if (!scale.dots) lane.append(at(el('span', 'fill'), {w: place(mark.value)}));
    lane.append(at(el('span', 'whisker'), {x: place(mark.low), w: place(mark.high) - place(mark.low)}));
    if (scale.dots) lane.append(at(el('span', 'point'), {x: place(mark.value)}));
    track.append(lane);
  }
  const value = el('div', 'bar-value', row.marks.map(mark =>
    el('div', 'figure', mark.name ? el('span', 'sr', `${mark.name}: `) : null, strong(scale.text(mark.value)),
      el('span', 'range', scale.range(mark.low, mark.high)))));
  if (row.grey) item.classList.add('is-grey');
  item.append(track, value);
  return item;
}

function shareScale(caption, highs) {
  const to = roundUp(Math.max(0.1, ...highs));
  return {caption, from: 0, to, ticks: ticks(0, to, to === 0.3 || to === 0.6 ? 3 : 2), text: percent, range: percentRange};
}

function ratioScale(rows) {
  const step = Math.max(...rows.map(row => row.adjusted_high ?? 1)) > 2.5 ? 1 : 0.25;
  const low = Math.min(1 - step, ...rows.map(row => row.adjusted_low ?? 1));
  const high = Math.max(1 + step, ...rows.map(row => row.adjusted_high ?? 1));
  const from = Math.max(0, Math.floor(low / step) * step);
  const to = Math.ceil(high / step) * step;
  return {caption: 'Failed answers over those expected: 1.00× is as expected', from, to, dots: true, reference: 1, ticks: ticks(from, to, Math.round((to - from) / step)),
    text: ratio, range: (a, b) => range(two.format(a), two.format(b))};
}

const shown = rows => rows.filter(row => !row.suppressed);

/** The first rows that may be seen; what is withheld is counted in a note instead. */
function noteOf(rows, limit) {
  const withheld = rows.filter(row => row.suppressed).length;
  const more = rows.length - withheld - limit;
  return [more > 0 ? `${count(more)} more in the table.` : '',
    withheld > 0 ? `${count(withheld)} with fewer than 5 people withheld.` : ''].filter(Boolean).join(' ');
}

// ---- Mistakes -----------------------------------------------------------------------------------

function mistakesOfFirst(rows) {
  return rows.filter(row => row.company === rows[0].company);
}

function drawMistakes(rows) {
  const own = shown(mistakesOfFirst(rows));
  return bars(own.map(row => ({
    label: named('mistake', row.mistake),
    sub: row.severity,
    marks: [{value: row.rate, low: row.rate_low, high: row.rate_high}],
    grey: row.grey,
    verdict: row.against_all === 'no clear difference' ? null : against(row.against_all, 'all companies'),
  })), shareScale('Share of answers that show the mistake', own.map(row => row.rate_high)));
}

/** A verdict with what it was compared to. */
function against(text, whom) {
  const badge = verdict(text);
  if (badge) badge.append(` than ${whom}`);
  return badge;
}

function sayMistakes(rows) {
  const own = mistakesOfFirst(rows);
  const [first, second] = shown(own);
  if (!first) return withheldSentence();
  const next = second && first.against_next
    ? first.against_next === 'higher' ? [', clearly ahead of ', inText(named('mistake', second.mistake))]
      : [', with no clear difference to ', inText(named('mistake', second.mistake))]
    : [];
  return [strong(named('mistake', first.mistake)), ` trips most: it is in ${percent(first.rate)} of `,
    `${things(first.answers, 'answer', 'answers')} by ${things(first.people, 'person', 'people')}`, ...next, '.'];
}

function withheldSentence() {
  return ['Fewer than 5 people so far, so the figures are withheld.'];
}

// ---- Companies ----------------------------------------------------------------------------------

const COMPANIES = 8;

function drawCompanies(rows) {
  const top = shown(rows).slice(0, COMPANIES);
  const adjusted = view.rank_by === 'adjusted';
  const usable = adjusted ? top.filter(row => row.adjusted !== null) : top;
  const scale = adjusted ? ratioScale(usable) : shareScale('Share of answers below the pass mark', usable.map(row => row.rate_high));
  return bars(usable.map(row => ({
    label: named('company', row.company),
    sub: basis(row),
    key: `company:${row.company}`,
    pick: view.company === row.company ? null : () => change({company: row.company}),
    pickHint: `Filter by ${named('company', row.company)}`,
    marks: [adjusted ? {value: row.adjusted, low: row.adjusted_low, high: row.adjusted_high}
      : {value: row.rate, low: row.rate_low, high: row.rate_high}],
    grey: row.grey,
    verdict: adjusted ? against(row.verdict === 'no clear difference' ? '' : row.verdict, 'expected')
      : against(row.against_all === 'no clear difference' ? '' : row.against_all, 'all companies'),
  })), scale);
}

function sayCompanies(rows) {
  const [first, second] = shown(rows);
  if (!first) return withheldSentence();
  const raw = view.rank_by === 'raw';
  if (!raw && (first.adjusted === null || (second && first.verdict !== 'higher'))) {
    return ['No company clearly trips more than its questions and levels let expect.'];
  }
  const figure = raw
    ? [`${percent(first.rate)} of its answers are below the pass mark (${percentRange(first.rate_low, first.rate_high)})`]
    : [`${ratio(first.adjusted)} the failed answers that its questions and levels let expect `,
      `(${range(two.format(first.adjusted_low), two.format(first.adjusted_high))})`];
  const next = !second || !first.against_next ? []
    : [first.against_next === 'higher' ? ', clearly ahead of ' : ', with no clear difference to ', named('company', second.company)];
  return [strong(named('company', first.company)), second ? ' ranks first: ' : ': ', ...figure, ...next, '.'];
}

function rankSwitch() {
  const fieldset = byId('rank-template').content.cloneNode(true);
  for (const input of fieldset.querySelectorAll('input')) {
    input.addEventListener('change', () => change({rank_by: input.value}));
  }
  return fieldset;
}

// ---- Questions ----------------------------------------------------------------------------------

function drawQuestions(rows) {
  const own = shown(rows);
  const scale = shareScale('', own.map(row => row.rate_high));
  const head = el('tr', '', ['Question', 'Miss the pass mark', 'Tells strong from weak', 'Answers', 'People']
    .map((text, i) => {
      const th = el('th', i > 2 ? 'number' : '', text);
      th.scope = 'col';
      return th;
    }));
  const body = own.map(row => {
    const question = el('th', '', named('question', row.question), row.category ? el('span', 'sub', named('category', row.category)) : null);
    question.scope = 'row';
    const place = value => 100 * value / scale.to;
    const track = hidden(el('div', 'track', el('div', 'lane',
      at(el('span', 'fill'), {w: place(row.rate)}),
      at(el('span', 'whisker'), {x: place(row.rate_low), w: place(row.rate_high) - place(row.rate_low)}))));
    const tells = row.discrimination === null ? null
      : el('span', 'range', `r ${two.format(row.discrimination)}`,
        row.discrimination_low === null ? ''
          : ` (${two.format(row.discrimination_low)} to ${two.format(row.discrimination_high)})`);
    const cells = [question,
      el('td', 'difficulty', track, el('div', 'figure', strong(percent(row.rate)),
        el('span', 'range', percentRange(row.rate_low, row.rate_high)))),
      el('td', 'tells', el('span', 'narrow', 'Tells strong from weak: '), verdict(row.discriminates), tells, row.grey && row.discriminates !== 'too few' ? el('span', 'few', 'fewer than 30 answers') : null),
      el('td', 'number', count(row.answers)), el('td', 'number', count(row.people))];
    cells[3].dataset.label = 'answers';
    cells[4].dataset.label = 'people';
    const tr = el('tr', row.grey ? 'is-grey' : '', cells);
    return tr;
  });
  return roles(el('table', 'questions', el('thead', '', head), el('tbody', '', body)));
}

/** Keeps a table a table for screen readers where the style sheet lays its rows out as blocks. */
function roles(table) {
  table.setAttribute('role', 'table');
  table.querySelectorAll('thead, tbody').forEach(part => part.setAttribute('role', 'rowgroup'));
  table.querySelectorAll('tr').forEach(row => row.setAttribute('role', 'row'));
  table.querySelectorAll('td').forEach(cell => cell.setAttribute('role', 'cell'));
  table.querySelectorAll('th').forEach(cell =>
    cell.setAttribute('role', cell.scope === 'col' ? 'columnheader' : 'rowheader'));
  return table;
}

function sayQuestions(rows) {
  const own = shown(rows);
  if (!own.length) return withheldSentence();
  const [first] = own;
  const flat = own.filter(row => row.discriminates === 'no').length;
  const ahead = first.against_next === 'higher' ? 'The hardest question' : 'Among the hardest questions';
  return [`${ahead}: `, strong(named('question', first.question)), ` ${percent(first.rate)} of `,
    `${things(first.answers, 'answer', 'answers')} miss the pass mark. `,
    flat ? `${count(flat)} of these ${count(own.length)} do not tell strong candidates from weak ones.` : ''];
}

// ---- STAR ---------------------------------------------------------------------------------------

const STAR_COMPANIES = 6;

function drawStar(rows) {
  const groups = new Map();
  for (const row of rows) {
    const key = `${row.company}\n${row.level}`;
    if (!groups.has(key)) groups.set(key, {company: row.company, level: row.level, rows: []});
    groups.get(key).rows.push(row);
  }
  const all = [...groups.values()].filter(group => shown(group.rows).length);
  const first = all[0].company;
  const size = group => Math.max(...group.rows.map(row => row.answers ?? 0));
  const levels = all.filter(group => group.company === first);
  const companies = all.filter(group => group.company !== first && group.level === all[0].level)
    .sort((a, b) => size(b) - size(a)).slice(0, STAR_COMPANIES);
  const head = el('tr', '', hidden(el('td', '')), PARTS.map(part => {
    const th = el('th', '', named('part', part));
    th.scope = 'col';
    return th;
  }));
  const table = el('table', 'heat', el('caption', '', 'Share of answers that do not tell the part'),
    el('thead', '', head),
    el('tbody', '', levels.map(group =>
      heatRow(group, group.level === '(all)' ? named('company', group.company) : named('level', group.level)))),
    companies.length ? el('tbody', '', companies.map(group => heatRow(group, named('company', group.company)))) : null);
  return table;
}

function heatRow(group, label) {
  const th = el('th', '', label);
  th.scope = 'row';
  const top = group.rows[0];
  return el('tr', '', th, PARTS.map(part => {
    const row = group.rows.find(candidate => candidate.part === part);
    if (!row || row.suppressed) return el('td', '', '–');
    const most = row === top && row.against_next === 'higher';
    const cell = at(el('td', `${most ? 'most' : ''} ${row.grey ? 'is-grey' : ''}`.trim(), el('span', '', percent(row.rate)),
      most ? el('span', 'sr', ' most missed') : null), {heat: Math.min(1, row.rate).toFixed(3)});
    cell.title = `${percentRange(row.rate_low, row.rate_high)} of ${things(row.answers, 'answer', 'answers')}`;
    return cell;
  }));
}

function sayStar(rows) {
  const own = shown(rows.filter(row => row.company === rows[0].company && row.level === rows[0].level));
  if (!own.length) return withheldSentence();
  const [first, second] = own;
  if (first.against_next !== 'higher' && second) {
    return [strong(named('part', first.part)), ` and ${second.part} are missed most, with no clear difference: `,
      `${percent(first.rate)} and ${percent(second.rate)} of ${things(first.answers, 'answer', 'answers')}.`];
  }
  return ['The ', strong(first.part), ` is the part most missed: ${percent(first.rate)} of `,
    `${things(first.answers, 'answer', 'answers')} do not tell it (${percentRange(first.rate_low, first.rate_high)}).`];
}

// ---- Metrics ------------------------------------------------------------------------------------

function drawMetrics(rows) {
  const own = rows.filter(row => !row.suppressed);
  const plot = bars(own.map(row => ({
    label: named('level', row.level),
    sub: basis(row),
    key: `level:${row.level}`,
    pick: row.level === '(all)' || view.level ? null : () => change({level: row.level}),
    pickHint: `Filter by ${named('level', row.level)}`,
    marks: [{name: 'Any number', kind: 'second', value: row.any_metric, low: row.any_metric_low, high: row.any_metric_high},
      {name: 'In the result', value: row.in_result, low: row.in_result_low, high: row.in_result_high}],
    grey: row.grey,
  })), shareScale('', own.map(row => row.any_metric_high)));
  const legend = el('p', 'legend', el('span', 'swatch second'), 'any number (upper) ', el('span', 'swatch'),
    'a number in the result (lower)');
  return el('div', '', legend, plot);
}

function sayMetrics(rows) {
  const own = shown(rows);
  if (!own.length) return withheldSentence();
  const [first] = own;
  return [strong(percent(first.in_result)), ` of answers measure their result (${percentRange(first.in_result_low,
    first.in_result_high)}); ${percent(first.any_metric)} have any number at all.`];
}

// ---- Attempts -----------------------------------------------------------------------------------

function drawAttempts(rows) {
  const own = rows.filter(row => !row.suppressed);
  const to = roundUp(Math.max(0.1, ...own.map(row => row.passed_high)));
  const place = value => 100 * value / to;
  const line = byId('line-template').content.cloneNode(true);
  line.querySelector('polyline').setAttribute('points', rows.map((row, i) => row.suppressed ? null
    : `${(100 * (i + 0.5) / rows.length).toFixed(2)},${(100 - place(row.passed)).toFixed(2)}`).filter(Boolean).join(' '));
  const columns = el('ol', 'columns', rows.map(row => {
    if (row.suppressed) {
      return el('li', 'column is-suppressed', el('div', 'stand', el('span', 'withheld', '<5')),
        el('span', 'name', el('span', 'sr', 'Attempt '), row.attempt));
    }
    return el('li', row.grey ? 'column is-grey' : 'column',
      el('div', 'stand',
        hidden(at(el('span', 'rod'), {y: place(row.passed_low), h: place(row.passed_high) - place(row.passed_low)})),
        hidden(at(el('span', 'point'), {y: place(row.passed)})),
        at(el('span', 'read', percent(row.passed)), {y: place(row.passed_high)})),
      el('span', 'name', el('span', 'sr', 'Attempt '), row.attempt),
      el('span', 'sub', count(row.answers), el('span', 'sr', ' answers')));
  }));
  const grid = hidden(el('div', 'levels', ticks(0, to, 2).map(tick => at(el('span', '', el('i', '', percent(tick))), {y: place(tick)}))));
  return el('figure', 'attempts', el('figcaption', '', 'Share that reaches the pass mark; answers beneath'),
    el('div', 'area', grid, line, columns));
}

function sayAttempts(rows) {
  const own = shown(rows).filter(row => !row.grey);
  if (!own.length) return shown(rows).length ? ['Fewer than 30 answers an attempt: too few to build on.'] : withheldSentence();
  const first = own[0];
  const last = own[own.length - 1];
  if (first === last) {
    return [strong(percent(first.passed)), ` reach the pass mark at attempt ${first.attempt}.`];
  }
  const apart = last.passed_low > first.passed_high ? 'a clear rise'
    : last.passed_high < first.passed_low ? 'a clear fall' : 'no clear difference';
  return [strong(percent(first.passed)), ` reach the pass mark at attempt ${first.attempt} and `,
    strong(percent(last.passed)), ` at attempt ${last.attempt}: ${apart}.`];
}

// ---- Key figures --------------------------------------------------------------------------------

function drawKey() {
  const usage = rowsOf('metric-usage')[0];
  const attempt = rowsOf('score-by-attempt').find(row => row.attempt === '1');
  const tiles = [];
  const tile = (label, figure, sub) => tiles.push(el('div', 'tile', el('p', 'tile-label', label),
    el('p', 'tile-figure', figure), el('p', 'tile-sub', sub)));
  if (usage && !usage.suppressed) {
    tile('Answers', count(usage.answers), view.first_attempts_only === '1' ? 'first attempts' : 'every attempt');
    tile('People', count(usage.people), 'who gave them');
  }
  if (attempt && !attempt.suppressed) {
    tile('Pass at the first attempt', percent(attempt.passed),
      `95% interval ${percentRange(attempt.passed_low, attempt.passed_high)}`);
  }
  if (usage && !usage.suppressed) {
    tile('Measure their result', percent(usage.in_result),
      `95% interval ${percentRange(usage.in_result_low, usage.in_result_high)}`);
  }
  byId('key').replaceChildren(...tiles);
}

const rowsOf = name => results.get(name)?.rows ?? [];

// ---- A card: skeleton, figures, empty, error ----------------------------------------------------

function prepare(card) {
  card.node = document.querySelector(`[data-card="${card.name}"]`);
  card.node.append(byId('card-template').content.cloneNode(true));
  card.part = selector => card.node.querySelector(selector);
  card.part('.kicker').textContent = card.kicker;
  card.part('h2').id = `title-${card.name}`;
  card.part('h2').tabIndex = -1;
  card.node.setAttribute('aria-labelledby', `title-${card.name}`);
  if (card.tools) card.part('.card-tools').append(card.tools());
  skeleton(card);
}

function skeleton(card) {
  card.node.setAttribute('aria-busy', 'true');
  card.part('.chart').replaceChildren(hidden(el('div', 'skeleton', [92, 74, 61, 48, 37].map(width =>
    at(el('span', ''), {w: width})))));
  card.part('.sentence').replaceChildren(hidden(el('span', 'skeleton-line')));
  card.part('.card-foot').hidden = true;
}

function describe(card) {
  const insight = catalogue.get(card.name);
  if (!insight) return;
  card.part('h2').textContent = insight.title;
  card.part('.scroll').setAttribute('aria-label', `Table: ${insight.title}`);
  card.part('.csv').setAttribute('aria-label', `CSV: ${insight.title}`);
  card.part('.csv').onclick = event => {
    event.preventDefault();
    save(card).catch(error => showError(card, error));
  };
  const meaning = el('dl', '', insight.columns.filter(column => !['grey', 'suppressed'].includes(column.name))
    .flatMap(column => [el('dt', '', words(column.name)), el('dd', '', column.doc)]));
  card.part('.reading > div').replaceChildren(el('p', '', strong('Easily misread. '), insight.misread), meaning);
}

function draw(card) {
  const result = results.get(card.name);
  card.node.setAttribute('aria-busy', 'false');
  const fingerprint = JSON.stringify([result.rows, view, names]);
  if (card.fingerprint === fingerprint) return;
  card.fingerprint = fingerprint;
  const key = card.node.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const note = card.part('.note');
  if (!result.rows.length) {
    card.part('.sentence').replaceChildren();
    card.part('.chart').replaceChildren(el('p', 'nothing', 'No answers match these filters.'));
    card.part('.card-foot').hidden = true;
    note.hidden = true;
    return;
  }
  card.part('.sentence').replaceChildren(...card.say(result.rows));
  card.part('.chart').replaceChildren(...(shown(result.rows).length ? [card.draw(result.rows)] : []));
  const notes = [card.name === 'hardest-companies' && shown(result.rows).length ? noteOf(result.rows, COMPANIES) : '',
    ...unused(card)].filter(Boolean);
  note.textContent = notes.join(' ');
  note.hidden = !notes.length;
  card.part('.scroll').replaceChildren(tableOf(card, result));
  card.part('.table-of > summary').textContent = `Table (${things(result.rows.length, 'row', 'rows')})`;
  card.part('.card-foot').hidden = false;
  // What was clicked may be gone: the next Tab goes on from this card, not from the top.
  if (key) (card.node.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? card.part('h2')).focus();
}

/** Filters that are set and that this insight does not have. */
function unused(card) {
  const has = new Set(catalogue.get(card.name)?.params.map(param => param.name));
  return Object.keys(FILTERS).filter(name => view[name] !== '' && !has.has(name)).map(name =>
    name === 'first_attempts_only'
      ? view[name] === '1' ? 'Every attempt counts here.' : ''
      : `Not filtered by ${name}.`);
}

function tableOf(card, result) {
  const columns = result.columns.filter(column => column.name !== 'suppressed');
  const numeric = column => !['text', 'flag', 'list'].includes(column.unit);
  const head = el('tr', '', columns.map(column => {
    const th = el('th', numeric(column) ? 'number' : '', column.name === 'grey' ? 'Few' : words(column.name));
    th.scope = 'col';
    return th;
  }));
  const body = result.rows.map(row => el('tr', row.suppressed ? 'is-suppressed' : '', columns.map(column =>
    el('td', numeric(column) ? 'number' : '', cell(column, row)))));
  return el('table', 'plain', el('thead', '', head), el('tbody', '', body));
}

function cell(column, row) {
  const value = row[column.name];
  if (value === null || value === undefined) return row.suppressed ? 'withheld' : '–';
  switch (column.unit) {
    case 'share':
      return `${oneDigit.format(100 * value)}%`;
    case 'score':
    case 'number':
      return two.format(value);
    case 'count':
      return count(value);
    case 'flag':
      return value ? 'yes' : '';
    default:
      return String(named(column.name, value));
  }
}

function showError(card, error) {
  card.node.setAttribute('aria-busy', 'false');
  const id = error.requestId ? ` Request ${error.requestId}.` : '';
  const stale = card.part('.stale');
  if (results.has(card.name)) {
    stale.textContent = `Not up to date: ${error.message}.${id}`;
    stale.hidden = false;
    return;
  }
  card.fingerprint = undefined;
  card.part('.sentence').replaceChildren();
  card.part('.chart').replaceChildren(el('div', 'failure', el('p', '', strong('These figures could not be loaded.')),
    el('p', '', `${error.message}.`), error.requestId ? el('p', '', 'Request id ', el('code', '', error.requestId)) : null,
    button('Try again', load)));
}

// ---- Nothing there ------------------------------------------------------------------------------

/** One panel instead of the cards if none of them has anything to show. */
function drawPanel(errors) {
  const bare = CARDS.every(card => !rowsOf(card.name).length);
  const filtered = Object.keys(FILTERS).some(name => name !== 'first_attempts_only' && view[name] !== FILTERS[name]);
  const refused = errors.find(error => error.status === 401 || error.status === 403);
  keyWanted = Boolean(refused);
  const kind = refused ? 'key' : !bare ? '' : errors.length ? 'failed' : filtered ? 'filtered' : 'none';
  const panel = byId('panel');
  byId('content').hidden = kind !== '';
  panel.hidden = kind === '';
  if (panel.dataset.kind === kind && kind !== 'failed' && kind !== 'key') return;
  panel.dataset.kind = kind;
  const focused = panel.contains(document.activeElement);
  switch (kind) {
    case 'key':
      // With a key that is refused nothing is gained by asking again.
      if (refused.status === 401) sessionStorage.removeItem(KEY);
      panel.replaceChildren(el('h2', '', 'An API key is needed'), el('p', '', `${refused.message}.`), keyForm());
      break;
    case 'failed': {
      const [error] = errors;
      panel.replaceChildren(el('h2', '', 'The figures could not be loaded'), el('p', '', `${error.message}.`),
        error.requestId ? el('p', '', 'Request id ', el('code', '', error.requestId)) : '',
        button('Try again', load));
      break;
    }
    case 'filtered':
      panel.replaceChildren(el('h2', '', 'No answers match these filters'), button('Clear filters', clearFilters));
      break;
    case 'none': {
      const command = el('pre', '', el('code', '', firstAnswer()));
      command.tabIndex = 0;
      panel.replaceChildren(el('h2', '', 'No answers yet'),
        el('p', '', 'Send a first one; it is scored and counted within seconds:'), command,
        el('p', 'sub', 'Figures appear once 5 people have answered: smaller groups are withheld.'));
      break;
    }
    default:
      panel.replaceChildren();
  }
  if (focused) (panel.querySelector('input, button') ?? byId('figures')).focus();
}

function keyForm() {
  const input = el('input', '');
  Object.assign(input, {type: 'password', name: 'key', required: true, autocomplete: 'off', spellcheck: false});
  const show = el('button', 'button', 'Show the figures');
  const node = el('form', 'key-form', el('label', '', 'Key with the scope read ', input), show);
  node.addEventListener('submit', event => {
    event.preventDefault();
    sessionStorage.setItem(KEY, input.value.trim());
    load();
  });
  return node;
}

function button(text, action) {
  const node = el('button', 'button', text);
  node.type = 'button';
  node.addEventListener('click', () => action());
  return node;
}

function firstAnswer() {
  const json = JSON.stringify(names.firstAnswer ?? {}, null, 2).replaceAll("'", "'\\''");
  return `curl -X POST ${location.origin}/v1/answers \\\n  -H "Authorization: Bearer $KEY" \\\n`
    + `  -H 'Content-Type: application/json' \\\n  -d '${json}'`;
}

// ---- Asking -------------------------------------------------------------------------------------

class Refused extends Error {
  constructor(message, status, requestId, parameter) {
    super(message);
    this.status = status;
    this.requestId = requestId;
    this.parameter = parameter;
  }
}

/** A request with the key of this tab, if it has one. */
async function request(path, accept, signal) {
  const key = sessionStorage.getItem(KEY);
  const headers = key ? {Accept: accept, Authorization: `Bearer ${key}`} : {Accept: accept};
  try {
    return await fetch(path, {headers, signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])});
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Refused('The server cannot be reached', 0, '', '');
  }
}

async function ask(path, signal) {
  const response = await request(path, 'application/json', signal);
  const requestId = response.headers.get('X-Request-Id') ?? '';
  const body = await response.json().catch(() => null);
  if (signal.aborted) throw new DOMException('left', 'AbortError');
  if (!response.ok || body === null) {
    throw new Refused(body?.detail ?? `The server answered ${response.status}`, response.status,
      body?.requestId ?? requestId, body?.parameter ?? '');
  }
  return body;
}

/** A link cannot send a key: the file is fetched, and saved from here. */
async function save(card) {
  const response = await request(address(card, '.csv'), 'text/csv', new AbortController().signal);
  if (!response.ok) throw new Refused(`The server answered ${response.status}`, response.status, '', '');
  const link = el('a', '');
  link.href = URL.createObjectURL(await response.blob());
  link.download = `${card.name}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), TIMEOUT_MS);
}

/** The key that a link brought after its #: it stays in this tab and leaves the address at once. */
function takeKey() {
  const [, key] = /^#key=(.+)$/.exec(location.hash) ?? [];
  if (!key) return false;
  sessionStorage.setItem(KEY, decodeURIComponent(key));
  history.replaceState(null, '', location.pathname + location.search);
  return true;
}

function query(card) {
  const has = new Set(catalogue.get(card.name).params.map(param => param.name));
  const wanted = {...view, ...card.extra};
  const defaults = new Map(catalogue.get(card.name).params.map(param => [param.name, param.default]));
  return new URLSearchParams(Object.entries(wanted).filter(([name, value]) =>
    has.has(name) && value !== '' && String(value) !== defaults.get(name))).toString();
}

function address(card, suffix) {
  const search = query(card);
  return `v1/insights/${card.name}${suffix}${search ? `?${search}` : ''}`;
}

async function loadCatalogue(signal) {
  if (catalogue.size) return;
  const [insights, called] = await Promise.all([ask('v1/insights', signal), ask('dashboard-names.json', signal)]);
  Object.assign(names, called);
  for (const insight of insights.insights) catalogue.set(insight.name, insight);
  const levels = insights.insights.flatMap(insight => insight.params).find(param => param.name === 'level');
  options('level', (levels?.allowed ?? []).map(level => [level, named('level', level)]));
  options('category', Object.entries(names.categories));
  options('company', companies());
  CARDS.forEach(describe);
  showView();
}

async function loadCard(card, signal) {
  try {
    const result = await ask(address(card, ''), signal);
    results.set(card.name, result);
    card.part('.stale').hidden = true;
    card.part('.csv').href = address(card, '.csv');
    draw(card);
    return null;
  } catch (error) {
    if (signal.aborted) return error;
    showError(card, error);
    return error;
  }
}

/** When the newest answer came, whatever the filters; yesterday's and today's only, to ask little. */
async function loadLast(signal) {
  if (!catalogue.has('freshness')) return null;
  const from = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  try {
    const {rows} = await ask(`v1/insights/freshness?from=${from}`, signal);
    lastEvent = Date.parse(rows[0]?.last_event) || 0;
    return null;
  } catch (error) {
    return error;
  }
}

async function load() {
  loading.abort();
  clearTimeout(timer);
  const own = loading = new AbortController();
  let errors = [];
  try {
    await loadCatalogue(own.signal);
    errors = await Promise.all([...CARDS.map(card => loadCard(card, own.signal)), loadLast(own.signal)]);
  } catch (error) {
    if (own.signal.aborted) return;
    CARDS.forEach(card => showError(card, error));
    errors = [error];
  }
  if (own.signal.aborted) return;
  document.body.classList.remove('is-loading');
  errors = errors.filter(Boolean);
  failing = errors.length > 0;
  if (!failing) updatedAt = Date.now();
  const wrong = errors.find(error => error.parameter);
  byId('filter-error').textContent = wrong?.message ?? '';
  byId('filter-error').hidden = !wrong;
  options('company', companies());
  drawKey();
  drawPanel(errors);
  showLive();
  schedule();
}

function schedule() {
  clearTimeout(timer);
  if (!paused && !keyWanted && document.visibilityState === 'visible') timer = setTimeout(load, POLL_MS);
}

function ago(time) {
  const seconds = Math.max(0, Math.round((Date.now() - time) / 1000));
  if (seconds < 100) return `${seconds} s ago`;
  return seconds < 6000 ? `${Math.round(seconds / 60)} min ago` : `${Math.round(seconds / 3600)} h ago`;
}

function showLive() {
  const state = paused ? 'paused' : failing ? 'failing' : updatedAt ? 'live' : 'loading';
  const updated = updatedAt ? `updated ${ago(updatedAt)}` : '';
  byId('live').dataset.state = state;
  byId('live-state').textContent = {paused: 'Paused', failing: 'Trouble', live: 'Live', loading: 'Loading'}[state];
  byId('live-since').textContent = state === 'live' && lastEvent ? `last answer ${ago(lastEvent)}` : updated;
}

// ---- Filters and the address --------------------------------------------------------------------

function companies() {
  const known = {...names.companies};
  for (const row of rowsOf('hardest-companies')) known[row.company] ??= row.company;
  if (view.company) known[view.company] ??= view.company;
  return Object.entries(known).sort((a, b) => a[1].localeCompare(b[1], 'en'));
}

/** Fills a select, keeping its first option; leaves it alone if nothing is new. */
function options(name, entries) {
  const select = form.elements[name];
  const values = entries.map(entry => entry[0]).join('\n');
  if (select.dataset.values === values) return;
  select.dataset.values = values;
  select.replaceChildren(select.options[0], ...entries.map(([value, label]) => new Option(label, value)));
  select.value = view[name];
}

function readAddress() {
  const given = new URLSearchParams(location.search);
  for (const [name, usual] of Object.entries(VIEW)) view[name] = given.get(name) ?? usual;
}

function writeAddress() {
  const search = new URLSearchParams(Object.entries(view).filter(([name, value]) => value !== VIEW[name])).toString();
  return search ? `?${search}` : location.pathname;
}

/** Puts the view into the controls. */
function showView() {
  options('company', companies());
  for (const name of ['from', 'to', 'company', 'level', 'category']) form.elements[name].value = view[name];
  form.elements.first_attempts_only.checked = view.first_attempts_only !== '0';
  form.elements.to.min = view.from || '1970-01-01';
  form.elements.from.max = view.to || '2149-06-06';
  for (const input of document.querySelectorAll('input[name="rank_by"]')) input.checked = input.value === view.rank_by;
  const set = Object.keys(FILTERS).filter(name => view[name] !== FILTERS[name]).length;
  byId('clear').hidden = !set;
  byId('filters-toggle').textContent = set ? `Filters (${set} set)` : 'Filters';
}

/** A new view by the user's hand: a new entry in the history. */
function change(values) {
  const before = JSON.stringify(view);
  Object.assign(view, values);
  if (JSON.stringify(view) === before) return;
  history.pushState(null, '', writeAddress());
  apply();
}

function apply() {
  showView();
  byId('filter-error').hidden = true;
  document.body.classList.add('is-loading');
  CARDS.forEach(card => card.node.setAttribute('aria-busy', 'true'));
  load().then(() => {
    const usage = rowsOf('metric-usage')[0];
    byId('said').textContent = failing ? 'The figures could not be loaded.'
      : usage?.answers ? `Figures of ${count(usage.answers)} answers.` : 'No figures for these filters.';
  });
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
  change({from: form.elements.from.value, to: form.elements.to.value, company: form.elements.company.value,
    level: form.elements.level.value, category: form.elements.category.value,
    first_attempts_only: form.elements.first_attempts_only.checked ? '1' : '0'});
});
form.addEventListener('submit', event => event.preventDefault());
byId('clear').addEventListener('click', clearFilters);
byId('filters-toggle').addEventListener('click', () => {
  const open = byId('filters').classList.toggle('is-open');
  byId('filters-toggle').setAttribute('aria-expanded', String(open));
});
byId('pause').addEventListener('click', () => {
  paused = !paused;
  byId('pause').textContent = paused ? 'Resume' : 'Pause';
  showLive();
  if (paused) clearTimeout(timer);
  else load();
});
window.addEventListener('popstate', () => {
  readAddress();
  apply();
});
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && !paused && !keyWanted) load();
  else clearTimeout(timer);
});

window.addEventListener('hashchange', () => {
  if (takeKey()) load();
});

takeKey();
readAddress();
CARDS.forEach(prepare);
showView();
setInterval(showLive, 1000);
load();
