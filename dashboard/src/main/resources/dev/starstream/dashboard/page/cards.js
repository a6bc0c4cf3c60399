// What the cards are: each shows one insight. A card whose insight the server does not have is left out.
// columns: what a card draws of its insight; a test holds them against the insights.

import {bars, columns, heat} from './charts.js';
import {view} from './state.js';
import {named, percent, percentRange, things, words} from './text.js';

const PARTS = ['situation', 'task', 'action', 'result', 'learning'];
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const LEVELS = ['junior', 'mid', 'senior', 'staff', 'unspecified'];
const HEAT_COMPANIES = 12;
const HEAT_MISTAKES = 10;

const label = column => row => named(column, row[column]);
const basis = row => `${things(row.answers, 'answer', 'answers')} · ${things(row.people, 'person', 'people')}`;
const real = value => value && !value.startsWith('(');
const company = row => (real(row.company) ? {company: row.company} : null);
const level = row => (real(row.level) ? {level: row.level} : null);
const category = row => (real(row.category) ? {category: row.category} : null);

/** The groups with most answers, each once. */
function largest(rows, column, limit) {
  const sizes = new Map();
  for (const row of rows) sizes.set(row[column], Math.max(sizes.get(row[column]) ?? 0, row.answers ?? 0));
  return [...sizes].filter(([name]) => real(name)).sort((a, b) => b[1] - a[1]).slice(0, limit).map(([name]) => name);
}

const ofScope = rows => rows.filter(row => row.company === (view.company || '(all)'));

export const SECTIONS = [
  {id: 'trips', title: 'What trips people up, and where'},
  {id: 'questions', title: 'Questions'},
  {id: 'practice', title: 'Practice'},
  {id: 'when', title: 'When and how'},
  {id: 'trust', title: 'Can these numbers be trusted?'},
];

export const CARDS = [
  {id: 'mistakes', insight: 'mistakes-by-company', section: 'trips', size: 6, params: {top: '10'}, rowsNear: 10,
    columns: 'company mistake severity answers people rate rate_low rate_high against_all',
    tableRows: ofScope,
    chart: bars({rows: ofScope, label: label('mistake'), sub: row => row.severity, value: 'rate', low: 'rate_low', high: 'rate_high', format: 'share',
      means: 'of the answers show it', against: 'against_all', whom: 'for all companies'})},
  {id: 'companies', insight: 'hardest-companies', section: 'trips', size: 6, rowsNear: 10, tools: 'rank',
    columns: 'company answers people rate rate_low rate_high adjusted adjusted_low adjusted_high verdict against_all',
    chart: () => (view.rank_by === 'raw'
      ? bars({label: label('company'), sub: basis, value: 'rate', low: 'rate_low', high: 'rate_high', format: 'share',
        means: 'of its answers miss the pass mark', pick: company, against: 'against_all', whom: 'all companies'})
      : bars({label: label('company'), sub: basis, value: 'adjusted', low: 'adjusted_low', high: 'adjusted_high', format: 'ratio', reference: 1,
        means: 'the failed answers that its questions and levels let expect', pick: company, against: 'verdict', whom: 'expected'}))},
  {id: 'what-changed', insight: 'what-changed', section: 'trips', size: 12, rowsNear: 8, only: () => view.compare === '1',
    columns: 'group answers people passed passed_before change verdict',
    chart: columns({rows: rows => rows.filter(row => row.group !== '(all)' && !row.suppressed).slice(0, 16), x: label('group'), value: 'change', format: 'points', reference: 0,
      means: 'more or fewer answers reach the pass mark', pick: row => (real(row.group) ? {company: row.group} : null), against: 'verdict', whom: 'before', tight: true, height: 240})},
  {id: 'mistake-heat', insight: 'mistakes-by-company', section: 'trips', size: 7, params: {top: '25'}, rowsNear: 10, title: 'Which mistakes, at which company?', sentence: mostAtOne,
    columns: 'company mistake rate rate_low rate_high answers people against_all',
    chart: heat({rows: rows => rows.filter(row => row.company !== '(all)' && row.company !== '(none)'), x: row => row.company, y: row => row.mistake,
      xs: rows => largest(rows, 'company', HEAT_COMPANIES), ys: rows => largestRates(rows, HEAT_MISTAKES),
      names: {x: one => named('company', one), y: words}, value: 'rate', low: 'rate_low', high: 'rate_high', format: 'share', slanted: true,
      means: 'of the answers show it', against: 'against_all', whom: 'for all companies', pick: (row, axis) => (axis === 'y' ? null : company(row))})},
  {id: 'star', insight: 'star-gaps', section: 'trips', size: 5, params: {top: '5', learning: '1'}, rowsNear: 6, title: 'Which part of STAR is missed, at which level?',
    columns: 'company level part answers people rate rate_low rate_high against_all',
    tableRows: ofScope,
    chart: heat({rows: ofScope, x: row => row.part, y: row => row.level,
      xs: () => PARTS, ys: rows => ['(all)', ...LEVELS].filter(one => rows.some(row => row.level === one)),
      names: {x: words, y: one => named('level', one)}, value: 'rate', low: 'rate_low', high: 'rate_high', format: 'share', left: 100, rowHeight: 58,
      means: 'of the answers do not tell it', against: 'against_all', whom: 'over all answers', pick: (row, axis) => (axis === 'x' ? null : level(row))})},
  {id: 'costly', insight: 'costliest-mistakes', section: 'trips', size: 6, rowsNear: 8,
    columns: 'mistake answers people gap gap_low gap_high',
    chart: bars({limit: 8, label: label('mistake'), sub: basis, value: 'gap', low: 'gap_low', high: 'gap_high', format: 'score', means: 'of the score lies between answers without and with it'})},
  {id: 'pairs', insight: 'mistake-pairs', section: 'trips', size: 6, rowsNear: 8,
    columns: 'mistake other answers people lift lift_low lift_high adjusted verdict',
    chart: bars({limit: 8, label: row => `${words(row.mistake)} + ${words(row.other).charAt(0).toLowerCase()}${words(row.other).slice(1)}`, sub: basis, value: 'lift', low: 'lift_low', high: 'lift_high', format: 'ratio', reference: 1,
      means: 'as often together as if they had nothing to do with each other', against: 'verdict', whom: 'its questions let expect'})},
  {id: 'questions', insight: 'hardest-questions', section: 'questions', size: 12, params: {top: '12'}, rowsNear: 12,
    columns: 'question category answers people rate rate_low rate_high discrimination discrimination_low discrimination_high discriminates', table: 'questions'},
  {id: 'weak-spots', insight: 'weak-spots', section: 'questions', size: 7, params: {top: '400'}, rowsNear: 9,
    columns: 'company category rate rate_low rate_high answers people against_all',
    chart: heat({x: row => row.company, y: row => row.category, xs: rows => largest(rows, 'company', HEAT_COMPANIES), ys: rows => largest(rows, 'category', 12),
      names: {x: one => named('company', one), y: one => named('category', one)}, value: 'rate', low: 'rate_low', high: 'rate_high', format: 'share', slanted: true,
      means: 'of the answers miss the pass mark', against: 'against_all', whom: 'all answers',
      pick: (row, axis) => ({...(axis === 'y' ? {} : company(row)), ...(axis === 'x' ? {} : category(row))})})},
  {id: 'key-points', insight: 'missed-key-points', section: 'questions', size: 5, rowsNear: 9,
    columns: 'question key_point answers people rate rate_low rate_high',
    chart: bars({limit: 9, label: label('key_point'), sub: row => words(row.question), value: 'rate', low: 'rate_low', high: 'rate_high', format: 'share',
      means: 'of the answers to this question do not cover it'})},
  {id: 'attempts', insight: 'score-by-attempt', section: 'practice', size: 6, rowsNear: 7,
    columns: 'attempt answers people passed passed_low passed_high against_last',
    chart: columns({x: row => row.attempt, axis: 'attempt at the same question', line: true, value: 'passed', low: 'passed_low', high: 'passed_high', format: 'share',
      named: row => `Attempt ${row.attempt}`, means: 'reach the pass mark', against: 'against_last', whom: 'the attempt before'})},
  {id: 'trend', insight: 'trend', section: 'practice', size: 6, rowsNear: 7,
    columns: 'week scorer_version answers people passed passed_low passed_high against_last',
    chart: columns({x: row => row.week, bySeries: row => (view.scorer_version ? '' : `version ${row.scorer_version}`), line: true, value: 'passed', low: 'passed_low', high: 'passed_high', format: 'share',
      named: row => `Week of ${row.week}`, means: 'reach the pass mark', against: 'against_last', whom: 'the week before', quiet: true, pick: row => ({from: row.week, to: sunday(row.week)})})},
  {id: 'first-to-last', insight: 'first-to-last', section: 'practice', size: 6, rowsNear: 8,
    columns: 'group pairs people gain gain_low gain_high verdict',
    chart: bars({limit: 9, label: label('group'), sub: row => things(row.pairs, 'pair of attempts', 'pairs of attempts'), value: 'gain', low: 'gain_low', high: 'gain_high', format: 'score', reference: 0,
      means: 'gained from first to last attempt', pick: row => (real(row.group) ? {category: row.group} : null), against: 'verdict', whom: 'before'})},
  {id: 'fading', insight: 'mistake-fading', section: 'practice', size: 6, rowsNear: 8,
    columns: 'mistake people first last fall fall_low fall_high verdict',
    chart: bars({limit: 9, label: row => (row.mistake === '(any)' ? 'Any mistake' : words(row.mistake)), sub: row => `${percent(row.first)} at first, ${percent(row.last)} at last`,
      value: 'fall', low: 'fall_low', high: 'fall_high', format: 'points', reference: 0, means: 'fewer answers show it at the last attempt', against: 'verdict', whom: 'at first'})},
  {id: 'funnel', insight: 'attempt-funnel', section: 'practice', size: 6, rowsNear: 7,
    columns: 'attempt pairs people reached reached_low reached_high went_on gave_up',
    chart: columns({x: row => row.attempt, axis: 'attempt at the same question', value: 'reached', low: 'reached_low', high: 'reached_high', format: 'share',
      named: row => `Attempt ${row.attempt}`, means: 'came to this attempt'})},
  {id: 'to-pass', insight: 'attempts-to-pass', section: 'practice', size: 6, rowsNear: 8,
    columns: 'attempt answers people passed_here passed_by passed_by_low passed_by_high seen',
    chart: columns({x: row => row.attempt, axis: 'attempt at the same question', line: true, value: 'passed_by', low: 'passed_by_low', high: 'passed_by_high', format: 'share',
      named: row => `By attempt ${row.attempt}`, means: 'have passed, had nobody stopped'})},
  {id: 'retention', insight: 'retention', section: 'practice', size: 6, rowsNear: 7,
    columns: 'week weeks_after people answers returned returned_low returned_high against_all',
    chart: heat({x: row => row.weeks_after, y: row => row.week, xs: rows => [...new Set(rows.map(row => row.weeks_after))].sort((a, b) => a - b),
      names: {x: one => (one === '1' ? '1 week' : `${one} wks`), y: one => (one === '(all)' ? 'All weeks' : one)}, value: 'returned', low: 'returned_low', high: 'returned_high', format: 'share', left: 92,
      means: 'of the people come back in that week', against: 'against_all', whom: 'all weeks'})},
  {id: 'stuck', insight: 'stuck', section: 'practice', size: 6, rowsNear: 8,
    columns: 'group pairs people stuck stuck_low stuck_high gain against_all',
    chart: bars({limit: 9, label: label('group'), sub: row => `${things(row.pairs, 'pair', 'pairs')} · ${things(row.people, 'person', 'people')}`, value: 'stuck', low: 'stuck_low', high: 'stuck_high', format: 'share',
      means: 'of those who practise do not improve', pick: row => (real(row.group) ? {category: row.group} : null), against: 'against_all', whom: 'all'})},
  {id: 'clock', insight: 'when', section: 'when', size: 12, params: {by: 'both'}, rowsNear: 7,
    columns: 'weekday hour answers people score passed passed_low passed_high',
    chart: heat({x: row => row.hour, y: row => row.weekday, xs: () => Array.from({length: 24}, (_, i) => String(i).padStart(2, '0')), ys: () => WEEKDAYS,
      rows: rows => rows.filter(row => row.hour !== '(all)' && row.weekday !== '(all)'), value: 'answers', format: 'count', left: 92, every: true,
      means: 'answers at this hour'})},
  {id: 'length', insight: 'length', section: 'when', size: 6, rowsNear: 8,
    columns: 'words answers people passed passed_low passed_high against_all',
    chart: columns({x: row => row.words, axis: 'words', value: 'passed', low: 'passed_low', high: 'passed_high', format: 'share', means: 'reach the pass mark', against: 'against_all', whom: 'all answers'})},
  {id: 'distribution', insight: 'distribution', section: 'when', size: 6, rowsNear: 8,
    columns: 'score_from score_to answers people share share_low share_high',
    chart: columns({x: row => row.score_from.toFixed(2), axis: 'score, from', value: 'share', low: 'share_low', high: 'share_high', format: 'share', quiet: true,
      named: row => `Score ${row.score_from.toFixed(2)} to ${row.score_to.toFixed(2)}`, means: 'of the answers'})},
  {id: 'metrics', insight: 'metric-usage', section: 'when', size: 6, rowsNear: 6,
    columns: 'level answers people in_result in_result_low in_result_high against_all',
    chart: bars({label: label('level'), sub: basis, value: 'in_result', low: 'in_result_low', high: 'in_result_high', format: 'share', means: 'of the answers measure their result',
      pick: level, against: 'against_all', whom: 'all levels'})},
  {id: 'sources', insight: 'sources', section: 'when', size: 6, rowsNear: 8,
    columns: 'source level people answers returned returned_low returned_high against_all',
    chart: bars({limit: 8, label: row => `${named('source', row.source)}, ${named('level', row.level).toLowerCase()}`, sub: row => things(row.people, 'person', 'people'),
      value: 'returned', low: 'returned_low', high: 'returned_high', format: 'share', means: 'of the people come back', against: 'against_all', whom: 'all',
      pick: row => ({...(real(row.source) ? {source: row.source} : {}), ...level(row)})})},
  {id: 'freshness', insight: 'freshness', section: 'trust', size: 7, rowsNear: 5, table: 'plain',
    columns: 'source answers critique_p50 critique_p99 in_time stored_p50 last_event'},
  {id: 'checks', section: 'trust', size: 5, rowsNear: 5, title: 'Has every answer been counted once?', checks: true},
  {id: 'versions', insight: 'version-diff', section: 'trust', size: 12, rowsNear: 6, table: 'plain', optional: true,
    columns: 'measure answers people a b change rose fell verdict'},
];

/** What is told of mistakes by company: the one that stands out most from all companies together. */
function mostAtOne(rows) {
  const clear = rows.filter(row => real(row.company) && !row.suppressed && !row.grey && row.against_all === 'higher')
    .sort((a, b) => b.rate_low - a.rate_low)[0];
  if (!clear) return 'No mistake is clearly more frequent at one of these companies than at all of them together.';
  const all = rows.find(row => row.company === '(all)' && row.mistake === clear.mistake && row.rate !== null);
  return `“${words(clear.mistake)}” is clearly more frequent at ${named('company', clear.company)}: ${percent(clear.rate)}`
    + ` (95% interval ${percentRange(clear.rate_low, clear.rate_high)}) of ${things(clear.answers, 'answer', 'answers')}`
    + `${all ? `, against ${percent(all.rate)} at all companies` : ''}.`;
}

/** The mistakes with the highest share over the shown companies. */
function largestRates(rows, limit) {
  const sums = new Map();
  for (const row of rows) {
    if (row.suppressed || row.rate === null) continue;
    sums.set(row.mistake, (sums.get(row.mistake) ?? 0) + row.rate * row.answers);
  }
  return [...sums].sort((a, b) => b[1] - a[1]).slice(0, limit).map(([mistake]) => mistake);
}

function sunday(monday) {
  const day = new Date(`${monday}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 6);
  return day.toISOString().slice(0, 10);
}

/** The parameters of a card's insight for what is being looked at. */
export function paramsOf(card, insight) {
  const wanted = {...view, ...card.params, ...(card.insight === 'what-changed' ? period() : {})};
  const usual = new Map(insight.params.map(param => [param.name, param.default]));
  return Object.entries(wanted).filter(([name, value]) => usual.has(name) && value !== '' && String(value) !== usual.get(name));
}

/** The days that are looked at, for the insight that compares them with as many before. */
function period() {
  if (!view.from) return {};
  const to = view.to || new Date().toISOString().slice(0, 10);
  const days = Math.round((Date.parse(to) - Date.parse(view.from)) / 86_400_000) + 1;
  return {days: String(Math.min(3660, Math.max(1, days))), to};
}

