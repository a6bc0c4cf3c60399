// One answer: its text with what the scorer found in it, the critique, and how the score came about.

import {ask} from './api.js';
import {address, change, view} from './state.js';
import {at, button, cellText, decimal, el, hidden, keyPointText, named, words} from './text.js';

const SEVERITIES = {critical: '‼', major: '!', minor: '·'};

/** Shows the answer of the view in a section; gives back the error if there was one. */
export async function showAnswer(section, opened) {
  const id = view.answer;
  if (section.dataset.answer !== id) {
    section.replaceChildren(el('p', 'nothing', 'Loading the answer …'));
    section.dataset.answer = '';
  }
  try {
    const search = new URLSearchParams({answer_id: id, ...(view.scorer_version ? {scorer_version: view.scorer_version} : {})});
    const result = await ask(`v1/insights/answer?${search}`);
    if (view.answer !== id) return null;
    const [row] = result.rows;
    section.replaceChildren(...(row ? record(row, result) : missing(id)));
    section.dataset.answer = id;
  } catch (error) {
    if (view.answer !== id) return null;
    section.replaceChildren(back(), el('div', 'panel', el('h2', '', 'The answer could not be loaded'), el('p', '', `${error.message}.`),
      error.requestId ? el('p', '', 'Request id ', el('code', '', error.requestId)) : null));
    return error;
  } finally {
    if (opened && view.answer === id) {
      const heading = section.querySelector('h2');
      if (heading) {
        heading.tabIndex = -1;
        heading.focus();
      }
      scrollTo(0, 0);
    }
  }
  return null;
}

function back() {
  const link = el('a', 'back', '← All figures');
  link.href = address({answer: ''});
  link.addEventListener('click', event => {
    event.preventDefault();
    change({answer: ''});
  });
  return el('p', '', link);
}

function missing(id) {
  return [back(), el('div', 'panel', el('h2', '', 'No such answer'), el('p', '', 'There is no scored answer with the id ', el('code', '', id), '.'))];
}

function record(row, result) {
  const found = {
    sentences: list(row.sentences), metrics: list(row.metrics), points: list(row.key_points), mistakes: list(row.mistakes_found),
  };
  const head = el('header', 'answer-head', el('div', '',
    el('h2', '', row.question ? named('question', row.question) : 'A question outside the catalogue'),
    el('p', 'sub', [row.company ? named('company', row.company) : '', row.level ? named('level', row.level) : '', row.role ? words(row.role) : '',
      row.category ? named('category', row.category) : '', `attempt ${row.attempt}`, `${row.submitted_at.slice(0, 10)}`].filter(Boolean).join(' · '))),
  score(row));
  const fix = row.fix_first ? el('section', 'fix', el('h3', '', 'The one fix first'), el('p', 'fix-text', row.fix_first)) : null;
  const words_ = row.text_kept ? el('section', 'card size-7', el('h3', '', 'What was said'), legend(), marked(row.text, found))
    : el('section', 'card size-7', el('h3', '', 'What was said'), el('p', 'nothing', 'The text is no longer kept: it goes after 30 days. The scores stay.'));
  return [back(), head, el('p', 'disclaimer', el('strong', '', 'Practice feedback, no hiring prediction. '), 'It says how the answer was told, by rules and a small model.'),
    el('div', 'cards',
      words_,
      el('div', 'stack size-5',
        el('section', 'card', row.headline ? el('p', 'headline', row.headline) : null, fix,
          row.notes.length ? el('ul', 'notes', row.notes.map(note => el('li', '', note))) : null),
        mistakes(row, found)),
      keyPoints(row, found), how(row, result))];
}

function list(json) {
  try {
    return json ? JSON.parse(json) : [];
  } catch {
    return [];
  }
}

function score(row) {
  const passed = row.passed ? '✓ reaches the pass mark' : '✕ below the pass mark';
  const difference = row.before === null ? null : row.overall - row.before;
  return el('div', 'answer-score', el('p', 'tile-figure', decimal(row.overall)), el('p', 'sub', passed),
    difference === null ? el('p', 'sub', 'no earlier attempt') : el('p', 'sub',
      `${difference > 0.005 ? `▲ ${decimal(difference)} more than` : difference < -0.005 ? `▼ ${decimal(-difference)} less than` : '= the same as'} at the attempt before (${decimal(row.before)})`));
}

function legend() {
  return el('p', 'legend', ['situation', 'task', 'action', 'result', 'learning'].map(part => {
    const one = el('span', 'part-name', words(part));
    one.dataset.part = part;
    return one;
  }), el('span', 'legend-metric', '12%'), ' a number, ', el('span', 'legend-mistake', 'words'), ' a mistake');
}

/** The text, sentence by sentence, with a label where the part changes; numbers underlined, mistakes marked. */
function marked(text, {sentences, metrics, mistakes}) {
  const node = el('p', 'answer-text');
  let place = 0;
  let last = '';
  for (const sentence of [...sentences].sort((a, b) => a.start - b.start)) {
    if (sentence.start < place) continue;
    if (sentence.start > place) node.append(text.slice(place, sentence.start));
    const part = sentence.part === 'none' ? '' : sentence.part;
    const span = el('span', part ? 'part' : 'no-part');
    if (part) {
      span.dataset.part = part;
      if (part !== last) span.append(el('span', 'part-label', words(part)), ' ');
    }
    spans(span, text, sentence.start, sentence.end, metrics, mistakes);
    node.append(span);
    last = part;
    place = sentence.end;
  }
  if (place < text.length) spans(node, text, place, text.length, metrics, mistakes);
  return node;
}

/** A stretch of text, cut wherever a number or a mistake begins or ends. */
function spans(node, text, from, to, metrics, mistakes) {
  const evidence = mistakes.filter(one => one.end > one.start);
  const inside = [...metrics, ...evidence].flatMap(one => [one.start, one.end]).filter(cut => cut > from && cut < to);
  const cuts = [...new Set([from, ...inside, to])].sort((a, b) => a - b);
  for (let i = 0; i + 1 < cuts.length; i++) {
    const covers = one => one.start <= cuts[i] && one.end >= cuts[i + 1];
    const piece = text.slice(cuts[i], cuts[i + 1]);
    const metric = metrics.find(covers);
    const mistake = evidence.find(covers);
    let shown = metric ? el('u', metric.outcome ? 'metric outcome' : 'metric', piece) : document.createTextNode(piece);
    if (metric) shown.title = metric.outcome ? 'A number that measures an effect' : 'A number';
    if (mistake) {
      shown = el('mark', '', shown);
      shown.title = `${words(mistake.id)} (${mistake.severity})`;
    }
    node.append(shown);
  }
}

function mistakes(row, found) {
  if (!row.mistakes.length) return el('section', 'card', el('h3', '', 'Mistakes'), el('p', 'nothing', 'None found.'));
  const items = found.mistakes.length ? found.mistakes : row.mistakes.map(text => {
    const [, id, severity] = /^(\S+) \((\w+)\)$/.exec(text) ?? [text, text, ''];
    return {id, severity, advice: '', start: 0, end: 0};
  });
  return el('section', 'card', el('h3', '', 'Mistakes'), el('ul', 'findings', items.map(item => {
    const li = el('li', '', el('p', '', hidden(el('span', 'sign', SEVERITIES[item.severity] ?? '')), el('strong', '', words(item.id)), item.severity ? el('span', 'severity', item.severity) : null),
      item.end > item.start && row.text ? el('p', 'quote', `“${row.text.slice(item.start, item.end)}”`) : null, item.advice ? el('p', '', item.advice) : null);
    li.dataset.severity = item.severity;
    return li;
  })));
}

function keyPoints(row, found) {
  const all = found.points.length ? found.points
    : [...row.key_points_hit.map(id => ({id, covered: true})), ...row.key_points_missed.map(id => ({id, covered: false}))];
  const body = all.length ? el('ul', 'findings', all.map(point => {
    const li = el('li', '', el('p', '', hidden(el('span', 'sign', point.covered ? '✓' : '○')), keyPointText(row.question, point.id), el('span', 'severity', point.covered ? 'covered' : 'not found')),
      point.end > point.start && row.text ? el('p', 'quote', `“${row.text.slice(point.start, point.end)}”`) : null);
    li.dataset.covered = String(Boolean(point.covered));
    return li;
  })) : el('p', 'nothing', 'This question has no key points.');
  return el('section', 'card size-7', el('h3', '', 'Key points of the question'), body);
}

function how(row, result) {
  const bar = (name, value) => (value === null ? null : el('div', 'meter', el('span', '', name),
    hidden(el('span', 'track', at(el('span', 'fill'), {w: Math.round(100 * value)}))), el('strong', '', decimal(value))));
  const facts = ['words', 'metric_count', 'outcome_metric', 'parts', 'modality', 'language', 'cohort', 'source', 'submitted_at', 'scored_at', 'scorer_version', 'rubric_version', 'answer_id'];
  const columns = new Map(result.columns.map(column => [column.name, column]));
  return el('section', 'card size-5', el('h3', '', 'How it was scored'),
    bar('Structure', row.structure), bar('Content', row.content), bar('Delivery', row.delivery), bar('Overall', row.overall),
    el('dl', 'facts', facts.filter(name => columns.has(name) && row[name] !== '').flatMap(name =>
      [el('dt', '', words(name)), el('dd', '', name === 'parts' ? row.parts.join(', ') || '–' : cellText(columns.get(name), row))])),
    button('Copy link', node => {
      navigator.clipboard?.writeText(location.href).then(() => {
        node.textContent = 'Link copied';
      }, () => {
        node.textContent = 'Copy it from the address bar';
      });
    }));
}
