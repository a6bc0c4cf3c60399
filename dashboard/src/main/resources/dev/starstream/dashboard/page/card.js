// A card: its frame, its menu, its table, and what it shows while it waits, has nothing, or fails.

import {ask, text} from './api.js';
import {paramsOf} from './cards.js';
import {Chart} from './charts.js';
import {FILTERS, address, change, view} from './state.js';
import {at, button, byId, cellText, count, decimal, decimalRange, download, el, hidden, named, percent, percentRange, verdict, withNames, words} from './text.js';

const PICKABLE = ['company', 'level', 'category', 'cohort', 'source'];
const FIGURES = ['share', 'score', 'number', 'seconds', 'count'];

export class Card {
  #def;
  #insight = null;
  #chart = null;
  #result = null;
  #fingerprint = '';
  #asTable = false;
  #loadedAt = 0;

  /** Whether it is on the screen or near; whether what it shows may be old. */
  near = false;
  dirty = true;

  constructor(def) {
    this.#def = def;
    this.node = el('article', `card size-${def.size}`);
    this.node.id = `card-${def.id}`;
    this.node.dataset.card = def.id;
    this.heading = el('h3', '', def.title ?? '');
    this.heading.id = `title-${def.id}`;
    this.heading.tabIndex = -1;
    this.node.setAttribute('aria-labelledby', this.heading.id);
    this.tools = el('div', 'card-tools');
    this.stale = el('p', 'stale');
    this.stale.hidden = true;
    this.sentence = el('p', 'sentence');
    this.chartNode = el('div', 'chart');
    this.chartNode.setAttribute('role', 'img');
    this.body = el('div', 'card-body');
    this.note = el('p', 'note');
    this.reading = el('div', 'reading');
    this.reading.hidden = true;
    this.node.append(el('header', 'card-head', this.heading, this.tools), this.stale, this.sentence, this.body, this.note, this.reading);
    this.#skeleton();
  }

  get id() {
    return this.#def.id;
  }

  get wanted() {
    return this.#def.only?.() ?? true;
  }

  get rows() {
    return this.#result?.rows ?? [];
  }

  get result() {
    return this.#result;
  }

  /** Gives the card its insight, once the server has told which it has. */
  describe(insight) {
    this.#insight = insight;
    if (!this.#def.title) this.heading.textContent = insight.title;
    if (this.#def.tools === 'rank') this.tools.append(rankSwitch());
    this.tools.append(this.#menu());
    this.reading.replaceChildren(el('p', '', el('strong', '', 'Easily misread. '), insight.misread),
      el('dl', '', insight.columns.filter(column => !['grey', 'suppressed'].includes(column.name))
        .flatMap(column => [el('dt', '', words(column.name)), el('dd', '', column.doc)])));
  }

  path(suffix = '', more = []) {
    const search = new URLSearchParams([...paramsOf(this.#def, this.#insight), ...more]).toString();
    return `v1/insights/${this.#insight.name}${suffix}${search ? `?${search}` : ''}`;
  }

  async load(signal) {
    this.dirty = false;
    this.node.setAttribute('aria-busy', 'true');
    try {
      const result = await ask(this.path(), signal);
      this.#result = result;
      this.#loadedAt = Date.now();
      this.stale.hidden = true;
      this.node.dataset.path = this.path();
      this.draw();
      return null;
    } catch (error) {
      if (signal.aborted) {
        this.dirty = true;
        throw error;
      }
      this.fail(error);
      return error;
    } finally {
      if (!signal.aborted) this.node.setAttribute('aria-busy', 'false');
    }
  }

  /** What it has, in the form that is wanted now; nothing moves if nothing is new. */
  draw(force = false) {
    if (!this.#result) return;
    const fingerprint = JSON.stringify([this.#result.rows, view, this.#asTable]);
    if (!force && fingerprint === this.#fingerprint) return;
    this.#fingerprint = fingerprint;
    const {rows} = this.#result;
    const focus = this.node.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    this.sentence.textContent = rows.some(row => !row.suppressed) && this.#def.sentence?.(rows) || withNames(this.#result.sentence ?? '', rows);
    this.sentence.hidden = !this.sentence.textContent;
    this.note.textContent = this.#notes().join(' ');
    this.note.hidden = !this.note.textContent;
    const visible = rows.filter(row => !row.suppressed);
    if (!rows.length) {
      this.#replace(el('p', 'nothing', this.#def.optional ? 'Nothing to compare: one version of the scorer only.' : 'No answers match these filters.'));
      this.sentence.hidden = Boolean(this.#def.optional);
    } else if (!visible.length) {
      this.#replace(el('p', 'nothing', 'Withheld: fewer than 5 people.'));
    } else if (this.#asTable || !this.#kind()) {
      this.#replace(this.#def.table === 'questions' && !this.#asTable ? questionTable(visible) : this.#table());
    } else {
      this.#drawChart();
    }
    // What was clicked may be gone: the next Tab goes on from this card, not from the top.
    if (focus) (this.node.querySelector(`[data-key="${CSS.escape(focus)}"]`) ?? this.heading).focus();
  }

  #kind() {
    const {chart} = this.#def;
    return typeof chart === 'function' ? chart() : chart;
  }

  #drawChart() {
    const kind = this.#kind();
    if (!this.#chart || this.#chart.kind !== kind) {
      this.#chart?.chart.clear();
      this.chartNode = el('div', 'chart');
      this.chartNode.setAttribute('role', 'img');
      this.#chart = null;
    }
    if (!this.body.contains(this.chartNode)) this.body.replaceChildren(this.chartNode);
    this.chartNode.setAttribute('aria-label', `${this.sentence.textContent || this.heading.textContent} The menu of this card has the figures as a table.`);
    this.#chart ??= {kind, chart: new Chart(this.chartNode, kind, change)};
    this.#chart.chart.draw(this.#result.rows);
    this.body.classList.remove('is-waiting');
  }

  #replace(node) {
    this.#chart?.chart.clear();
    this.#chart = null;
    this.body.classList.remove('is-waiting');
    this.body.replaceChildren(node);
  }

  #skeleton() {
    this.node.setAttribute('aria-busy', 'true');
    this.body.classList.add('is-waiting');
    const lines = Array.from({length: this.#def.rowsNear}, (_, i) => at(el('span', ''), {w: 92 - (i * 61) % 58}));
    this.body.replaceChildren(hidden(el('div', 'skeleton', lines)));
  }

  #notes() {
    const rows = this.#scope();
    const withheld = rows.filter(row => row.suppressed).length;
    const has = new Set(this.#insight.params.map(param => param.name));
    return [
      rows.some(row => row.grey) && !(this.#asTable || !this.#def.chart) ? 'Hatched, “few” or *: too few to build on.' : '',
      withheld ? `${count(withheld)} withheld: fewer than 5 people.` : '',
      ...Object.keys(FILTERS).filter(name => view[name] !== '' && !has.has(name)).map(name => (name === 'first_attempts_only'
        ? view[name] === '1' ? 'Every attempt counts here.' : '' : `Not filtered by ${words(name).toLowerCase()}.`)),
    ].filter(Boolean);
  }

  #scope() {
    return this.#def.tableRows?.(this.#result.rows) ?? this.#result.rows;
  }

  #table() {
    const drawn = this.#def.columns ? this.#def.columns.split(' ') : null;
    const columns = this.#result.columns.filter(column => column.name !== 'suppressed'
      && (column.name === 'grey' || (drawn ? drawn.includes(column.name) : !this.#detail(column.name))));
    const head = el('tr', '', columns.map(column => {
      const th = el('th', FIGURES.includes(column.unit) ? 'number' : '', column.name === 'grey' ? 'Few' : words(column.name));
      th.scope = 'col';
      th.title = column.doc;
      return th;
    }));
    const body = this.#scope().map(row => el('tr', row.suppressed ? 'is-suppressed' : '', columns.map(column => this.#cell(column, row))));
    const scroll = el('div', 'scroll', el('table', 'plain', el('caption', 'sr', this.heading.textContent), el('thead', '', head), el('tbody', '', body)));
    scroll.tabIndex = 0;
    scroll.setAttribute('role', 'region');
    scroll.setAttribute('aria-label', `Table: ${this.heading.textContent}`);
    return scroll;
  }

  #detail(name) {
    return this.#insight.columns.find(column => column.name === name)?.detail ?? false;
  }

  #cell(column, row) {
    const value = row[column.name];
    const td = el('td', FIGURES.includes(column.unit) ? 'number' : '');
    td.dataset.column = column.name;
    if (value !== null && value !== undefined) td.dataset.value = String(value);
    const shown = cellText(column, row);
    if (PICKABLE.includes(column.name) && value && !String(value).startsWith('(') && view[column.name] !== value) {
      const pick = button(shown, () => change({[column.name]: value}), 'pick');
      pick.dataset.key = `${column.name}:${value}`;
      pick.title = `Filter by ${shown}`;
      td.append(pick);
    } else {
      td.append(shown);
    }
    return td;
  }

  fail(error) {
    this.node.setAttribute('aria-busy', 'false');
    const id = error.requestId ? ` Request ${error.requestId}.` : '';
    if (this.#result) {
      const time = new Date(this.#loadedAt).toLocaleTimeString('en-GB');
      this.stale.textContent = `Not up to date, from ${time}: ${error.message}.${id}`;
      this.stale.hidden = false;
      return;
    }
    this.sentence.hidden = true;
    this.#replace(el('div', 'failure', el('p', '', el('strong', '', 'These figures could not be loaded.')), el('p', '', `${error.message}.`),
      error.requestId ? el('p', '', 'Request id ', el('code', '', error.requestId)) : null));
  }

  // ---- Menu ---------------------------------------------------------------------------------------

  #menu() {
    const list = el('div', 'menu');
    list.setAttribute('role', 'menu');
    list.hidden = true;
    const opener = button('', () => (list.hidden ? show() : hide(true)), 'menu-button');
    opener.append(hidden(el('span', '', '⋯')), el('span', 'sr', `Menu: ${this.heading.textContent}`));
    opener.setAttribute('aria-haspopup', 'menu');
    opener.setAttribute('aria-expanded', 'false');
    const item = (label, action) => {
      const one = button(label, async () => {
        hide(true);
        try {
          await action(one);
        } catch (error) {
          this.#say(`${error.message}.${error.requestId ? ` Request ${error.requestId}.` : ''}`);
        }
      }, '');
      one.setAttribute('role', 'menuitem');
      one.tabIndex = -1;
      list.append(one);
      return one;
    };
    const toggle = this.#def.chart || this.#def.table === 'questions' ? item('Table', () => {
      this.#asTable = !this.#asTable;
      toggle.textContent = this.#asTable ? 'Chart' : 'Table';
      this.draw(true);
    }) : null;
    item('CSV', async () => this.#save(await text(this.path('.csv'), 'text/csv'), 'text/csv'));
    item('Copy SQL', async () => this.#copy(await text(this.path('', [['explain', 'sql']]), 'application/sql'), 'SQL'));
    item('Copy link', () => this.#copy(new URL(address({}, `#${this.node.id}`), location.href).href, 'Link'));
    const png = this.#def.chart ? item('PNG', () => {
      if (this.#chart) download(`${this.#insight.name}.png`, this.#chart.chart.png());
    }) : null;
    item('How to read this', () => {
      this.reading.hidden = !this.reading.hidden;
    });
    const items = () => [...list.children].filter(one => !one.hidden);
    const show = () => {
      if (png) png.hidden = this.#asTable || !this.#chart;
      list.hidden = false;
      opener.setAttribute('aria-expanded', 'true');
      items()[0].focus();
    };
    const hide = back => {
      list.hidden = true;
      opener.setAttribute('aria-expanded', 'false');
      if (back) opener.focus();
    };
    const box = el('div', 'menu-box', opener, list);
    box.addEventListener('keydown', event => {
      const own = items();
      const place = own.indexOf(document.activeElement);
      const to = {ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: -1}[event.key];
      if (event.key === 'Escape' && !list.hidden) hide(true);
      else if (to !== undefined) {
        event.preventDefault();
        if (list.hidden) show();
        else own.at(to % own.length).focus();
      }
    });
    box.addEventListener('focusout', event => {
      if (!box.contains(event.relatedTarget)) hide(false);
    });
    return box;
  }

  #save(content, type) {
    const url = URL.createObjectURL(new Blob([content], {type}));
    download(`${this.#insight.name}.csv`, url);
    setTimeout(() => URL.revokeObjectURL(url), 30_000);
  }

  async #copy(content, what) {
    try {
      await navigator.clipboard.writeText(content);
      this.#say(`${what} copied.`);
    } catch {
      // Without https or leave to write there is no clipboard: shown instead, to be copied by hand.
      const pre = el('pre', '', el('code', '', content));
      pre.tabIndex = 0;
      this.reading.replaceChildren(pre, ...this.reading.children);
      this.reading.hidden = false;
    }
  }

  #say(message) {
    byId('said').textContent = message;
    this.note.hidden = false;
    this.note.textContent = message;
    setTimeout(() => {
      this.note.textContent = this.#result ? this.#notes().join(' ') : '';
      this.note.hidden = !this.note.textContent;
    }, 6000);
  }
}

function rankSwitch() {
  const fieldset = byId('rank-template').content.cloneNode(true);
  for (const input of fieldset.querySelectorAll('input')) {
    input.checked = input.value === view.rank_by;
    input.addEventListener('change', () => change({rank_by: input.value}));
  }
  return fieldset;
}

// ---- Questions: a table that is its own chart -------------------------------------------------------

function questionTable(rows) {
  const to = Math.max(0.1, ...rows.map(row => row.rate_high));
  const head = el('tr', '', ['Question', 'Miss the pass mark', 'Tells strong from weak', 'Answers', 'People'].map((text, i) => {
    const th = el('th', i > 2 ? 'number' : '', text);
    th.scope = 'col';
    return th;
  }));
  const place = value => 100 * value / to;
  const body = rows.map(row => {
    const pick = row.category && view.category !== row.category
      ? button(named('category', row.category), () => change({category: row.category}), 'pick sub') : el('span', 'sub', named('category', row.category ?? ''));
    if (pick.type === 'button') {
      pick.dataset.key = `category:${row.category}`;
      pick.title = `Filter by ${named('category', row.category)}`;
    }
    const question = el('th', '', el('span', '', named('question', row.question)), pick);
    question.scope = 'row';
    const track = hidden(el('div', 'track', at(el('span', 'fill'), {w: place(row.rate)}),
      at(el('span', 'whisker'), {x: place(row.rate_low), w: place(row.rate_high) - place(row.rate_low)})));
    const tells = row.discrimination === null ? null : el('span', 'range', `r ${decimal(row.discrimination)}`,
      row.discrimination_low === null ? '' : ` (${decimalRange(row.discrimination_low, row.discrimination_high)})`);
    const cells = [question,
      el('td', 'difficulty', track, el('span', 'figure', el('strong', '', percent(row.rate)), el('span', 'range', ` ${percentRange(row.rate_low, row.rate_high)}`))),
      el('td', 'tells', el('span', 'narrow', 'Tells strong from weak: '), verdict(row.discriminates), tells),
      el('td', 'number', count(row.answers), row.grey ? el('span', 'few', 'few') : null), el('td', 'number', count(row.people))];
    cells[3].dataset.label = 'answers';
    cells[4].dataset.label = 'people';
    return el('tr', row.grey ? 'is-grey' : '', cells);
  });
  return roles(el('table', 'questions', el('thead', '', head), el('tbody', '', body)));
}

/** Keeps a table a table for screen readers where the style sheet lays its rows out as blocks. */
function roles(table) {
  table.setAttribute('role', 'table');
  table.querySelectorAll('thead, tbody').forEach(part => part.setAttribute('role', 'rowgroup'));
  table.querySelectorAll('tr').forEach(row => row.setAttribute('role', 'row'));
  table.querySelectorAll('td').forEach(cell => cell.setAttribute('role', 'cell'));
  table.querySelectorAll('th').forEach(cell => cell.setAttribute('role', cell.scope === 'col' ? 'columnheader' : 'rowheader'));
  return table;
}
