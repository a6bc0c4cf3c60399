// The kinds of chart, each from rows to an option of ECharts. Text beside every mark says what its colour says.

import * as echarts from './echarts.js';
import {count, decimal, decimalRange, el, percent, percentRange, points, things, verdict} from './text.js';

const NARROW = 560;

/** How numbers of a unit are written, with their interval. */
export const FORMATS = {
  share: {one: percent, range: percentRange},
  ratio: {one: n => `${decimal(n)}×`, range: decimalRange},
  score: {one: decimal, range: decimalRange},
  points: {one: points, short: n => points(n).replace(' points', ''), range: (low, high) => `${points(low).replace(' points', '')} to ${points(high).replace(' points', '')}`},
  count: {one: count, range: () => ''},
  days: {one: n => `${decimal(n)} d`, range: decimalRange},
};

const canvas = document.createElement('canvas').getContext('2d');

/** Text that is no wider than so many pixels. */
function fit(text, width, font) {
  canvas.font = font;
  if (canvas.measureText(text).width <= width) return text;
  let cut = text;
  while (cut && canvas.measureText(`${cut}…`).width > width) cut = cut.slice(0, -1);
  return `${cut.trimEnd()}…`;
}

/** The page's colours of the moment, light or dark. */
function theme() {
  const style = getComputedStyle(document.documentElement);
  const color = name => style.getPropertyValue(`--${name}`).trim();
  const family = getComputedStyle(document.body).fontFamily;
  return {ink: color('ink'), muted: color('muted'), line: color('line'), bar: color('bar'), few: color('few'), second: color('bar-second'),
    whisker: color('whisker'), surface: color('surface'), accent: color('accent'), low: color('heat-low'), high: color('heat-high'),
    hatch: color('hatch'), series: [color('bar'), color('warm'), color('good'), color('bar-second')], family};
}

const label = (t, size = 12) => ({color: t.ink, fontFamily: t.family, fontSize: size});
const muted = (t, size = 11) => ({color: t.muted, fontFamily: t.family, fontSize: size});

/** Too few answers to build on: hatched, so that it is not the colour alone that says so. */
const hatched = t => ({color: t.few, decal: {symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4, color: t.hatch}});

function rgb(hex) {
  const n = parseInt(hex.slice(1), 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
}

function mix(from, to, share) {
  const a = rgb(from);
  const b = rgb(to);
  return `rgb(${a.map((one, i) => Math.round(one + (b[i] - one) * share)).join(',')})`;
}

/** Black or white, whichever stands out more from a colour. */
function readable(color) {
  const [r, g, b] = color.match(/\d+/g).map(n => {
    const c = Number(n) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? '#0b1118' : '#ffffff';
}

const basis = row => [row.answers ?? row.pairs, row.people];

function tip(title, spec, row) {
  const format = FORMATS[spec.format];
  const [answers, people] = basis(row);
  return el('div', 'tip', el('strong', '', title),
    el('p', '', el('b', '', format.one(row[spec.value])), ` ${spec.means ?? ''}`),
    spec.low ? el('p', '', `95% interval ${format.range(row[spec.low], row[spec.high])}`) : null,
    el('p', '', [answers === undefined ? '' : things(answers, row.pairs === undefined ? 'answer' : 'pair', row.pairs === undefined ? 'answers' : 'pairs'),
      people === undefined ? '' : things(people, 'person', 'people')].filter(Boolean).join(', ')),
    row.grey ? el('p', '', 'Too few to build on') : null,
    spec.against ? el('p', '', verdict(row[spec.against], spec.whom ?? '')) : null,
    spec.pick?.(row) ? el('p', 'hint', 'Click to filter') : null);
}

function tooltip(t, content) {
  return {confine: true, appendToBody: false, transitionDuration: 0, backgroundColor: t.surface, borderColor: t.line, padding: [8, 10],
    textStyle: {color: t.ink, fontFamily: t.family, fontSize: 12}, extraCssText: 'max-width: 20rem; white-space: normal; z-index: 3;',
    formatter: content};
}

/** A step of 1, 2 or 5 times a power of ten, so that about so many of them reach. */
function step(span, wanted) {
  const raw = span / wanted;
  const size = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 2.5, 5, 10].map(n => n * size).find(n => n >= raw * 0.999);
}

function extent(rows, spec, steps = 4) {
  const lows = rows.map(row => row[spec.low ?? spec.value]);
  const highs = rows.map(row => row[spec.high ?? spec.value]);
  const from = spec.reference === undefined ? 0 : Math.min(spec.reference, ...lows);
  const to = Math.max(spec.reference ?? 0, ...highs);
  const by = step(Math.max(to - from, 1e-9), steps);
  const min = Math.floor(from / by + 1e-9) * by;
  const max = Math.max(min + by, Math.ceil(to / by - 1e-9) * by);
  return {min, max: spec.format === 'share' ? Math.min(1, max) : max, interval: by};
}

const shown = rows => rows.filter(row => !row.suppressed);

/** A line from low to high; vertical or lying. */
function whiskers(rows, spec, t, lying) {
  return {
    id: 'intervals', type: 'custom', silent: true, z: 5, clip: true,
    renderItem: (params, api) => {
      const at = value => (lying ? api.coord([value, api.value(2)]) : api.coord([api.value(2), value]));
      const [x1, y1] = at(api.value(0));
      const [x2, y2] = at(api.value(1));
      const cap = 4;
      const style = {stroke: t.whisker, lineWidth: 1.5, fill: null};
      const line = (a, b, c, d) => ({type: 'line', shape: {x1: a, y1: b, x2: c, y2: d}, style});
      return {type: 'group', children: lying
        ? [line(x1, y1, x2, y2), line(x1, y1 - cap, x1, y1 + cap), line(x2, y2 - cap, x2, y2 + cap)]
        : [line(x1, y1, x2, y2), line(x1 - cap, y1, x1 + cap, y1), line(x2 - cap, y2, x2 + cap, y2)]};
    },
    encode: lying ? {x: [0, 1], y: 2} : {x: 2, y: [0, 1]},
    data: rows.map((row, i) => [row[spec.low], row[spec.high], i]),
  };
}

/**
 * A ranked list of bars, or of points beside a reference, with intervals. spec: {label(row), sub(row), value, low, high,
 * format, means, reference, pick(row), against, whom, limit, rows(rows)}.
 */
export function bars(spec) {
  const chosen = rows => shown(spec.rows ? spec.rows(rows) : rows).filter(row => row[spec.value] !== null).slice(0, spec.limit ?? 10);
  return {
    chosen,
    height: (rows, width) => chosen(rows).length * (spec.sub ? 40 : 32) + 34,
    option(rows, width) {
      const t = theme();
      const own = chosen(rows);
      const format = FORMATS[spec.format];
      const narrow = width < NARROW;
      const left = Math.round(Math.min(250, width * (narrow ? 0.4 : 0.36)));
      canvas.font = `600 12px ${t.family}`;
      const widest = Math.max(0, ...own.map(row => canvas.measureText(`${(format.short ?? format.one)(row[spec.value])} ${format.range(row[spec.low], row[spec.high])}`).width));
      const right = spec.low && !narrow ? Math.max(116, Math.ceil(widest) + 10) : 52;
      const dots = spec.reference !== undefined;
      const category = {type: 'category', inverse: true, axisLine: {show: false}, axisTick: {show: false}};
      const main = {
        id: 'main', z: 3, data: own.map(row => ({value: row[spec.value],
          itemStyle: row.grey ? hatched(t) : {color: t.bar}})),
        cursor: own.some(row => spec.pick?.(row)) ? 'pointer' : 'default',
      };
      return {
        animation: false,
        grid: {left, right, top: 6, bottom: 26},
        xAxis: {type: 'value', ...extent(own, spec, narrow ? 2 : 4), splitLine: {lineStyle: {color: t.line}},
          axisLabel: {...muted(t), hideOverlap: true, formatter: spec.format === 'points' ? n => Math.round(100 * n) : format.one}},
        yAxis: [
          {...category, data: own.map(row => spec.label(row)), triggerEvent: true,
            axisLabel: {interval: 0, margin: 12, fontFamily: t.family, fontSize: 12, color: t.ink, lineHeight: 15, align: 'right',
              rich: {s: {...muted(t), lineHeight: 15}},
              formatter: (text, i) => {
                const name = fit(text, left - 16, `12px ${t.family}`);
                const sub = [narrow ? (spec.sub?.(own[i]) ?? '').split(' · ')[0] : spec.sub?.(own[i]) ?? '', own[i].grey ? 'few' : ''].filter(Boolean).join(' · ');
                return sub ? `${name}\n{s|${fit(sub, left - 16, `11px ${t.family}`)}}` : name;
              }}},
          {...category, position: 'right', data: own.map((row, i) => String(i)),
            axisLabel: {interval: 0, margin: 8, fontFamily: t.family, fontSize: 12, color: t.ink,
              rich: {b: {...label(t), fontWeight: 600}, r: muted(t)},
              formatter: i => `{b|${(format.short ?? format.one)(own[i][spec.value])}}${spec.low && !narrow ? ` {r|${format.range(own[i][spec.low], own[i][spec.high])}}` : ''}`}},
        ],
        tooltip: {trigger: 'item', ...tooltip(t, ({dataIndex}) => (own[dataIndex] ? tip(spec.label(own[dataIndex]), spec, own[dataIndex]) : ''))},
        series: [
          dots ? {...main, type: 'scatter', symbolSize: 10, z: 6,
            markLine: {silent: true, symbol: 'none', label: {show: false}, lineStyle: {color: t.muted, type: 'dashed'}, data: [{xAxis: spec.reference}]}}
            : {...main, type: 'bar', barWidth: 15},
          ...(spec.low ? [whiskers(own, spec, t, true)] : []),
        ],
      };
    },
    pickOf: (rows, event) => {
      const row = chosen(rows)[event.componentType === 'yAxis' ? event.tickIndex ?? chosen(rows).findIndex(one => spec.label(one) === event.value) : event.dataIndex];
      return row && spec.pick ? spec.pick(row) : null;
    },
  };
}

/** Columns or a line over an ordered axis, with intervals. spec: as bars, and {x(row), line, bySeries(row), axis}. */
export function columns(spec) {
  const chosen = rows => (spec.rows ? spec.rows(rows) : rows);
  return {
    chosen: rows => shown(chosen(rows)),
    height: () => spec.height ?? 260,
    option(rows, width) {
      const t = theme();
      const format = FORMATS[spec.format];
      const own = chosen(rows);
      const xs = [...new Set(own.map(spec.x))];
      const groups = [...new Set(own.map(row => spec.bySeries?.(row) ?? ''))];
      const series = groups.flatMap((group, g) => {
        const mine = xs.map(x => own.find(row => spec.x(row) === x && (spec.bySeries?.(row) ?? '') === group));
        const data = mine.map(row => (!row || row.suppressed || row[spec.value] === null ? '-'
          : {value: row[spec.value], itemStyle: row.grey ? hatched(t) : {color: t.series[g % t.series.length]}}));
        const present = mine.map((row, i) => (row && !row.suppressed && row[spec.value] !== null ? {...row, i} : null)).filter(Boolean);
        const intervals = whiskers(present, spec, t, false);
        intervals.data = present.map(row => [row[spec.low], row[spec.high], row.i]);
        intervals.id = `intervals${g || ''}`;
        return [{id: `main${g || ''}`, name: group, z: 3, data, cursor: spec.pick ? 'pointer' : 'default',
          ...(spec.line ? {type: 'line', symbol: ['circle', 'diamond', 'triangle', 'rect'][g % 4], symbolSize: 9, lineStyle: {color: t.series[g % t.series.length], width: 2}}
            : {type: 'bar', barMaxWidth: 44}),
          label: {show: !spec.quiet && groups.length === 1 && width / xs.length > 44, position: spec.line || spec.low ? 'insideBottom' : 'top', ...label(t, 11),
            ...(spec.line || spec.low ? {position: 'top', distance: 16} : {}), fontWeight: 600,
            formatter: ({value}) => format.one(value)}},
        ...(spec.low ? [intervals] : [])];
      });
      const y = extent(shown(own).filter(row => row[spec.value] !== null), spec);
      return {
        animation: false,
        grid: {left: 46, right: 12, top: groups.length > 1 ? 34 : 30, bottom: spec.axis ? 44 : 30},
        legend: {show: groups.length > 1, top: 0, left: 40, textStyle: label(t), icon: undefined, itemWidth: 18},
        xAxis: {type: 'category', data: xs, name: spec.axis, nameLocation: 'middle', nameGap: 26, nameTextStyle: muted(t),
          axisLine: {lineStyle: {color: t.muted}}, axisTick: {show: false},
          axisLabel: {...muted(t), hideOverlap: true, ...(spec.tight ? {interval: 'auto'} : {})}},
        yAxis: {type: 'value', ...y, splitLine: {lineStyle: {color: t.line}}, axisLabel: {...muted(t), formatter: format.one}},
        tooltip: {trigger: 'item', ...tooltip(t, event => {
          const row = own.find(one => spec.x(one) === xs[event.dataIndex] && (spec.bySeries?.(one) ?? '') === event.seriesName.replace(/^series\d.*$/, ''));
          return row ? tip([spec.named?.(row) ?? spec.x(row), event.seriesName.replace(/^series\d.*$/, '')].filter(Boolean).join(' · '), spec, row) : '';
        })},
        series,
      };
    },
    pickOf: (rows, event) => {
      const own = chosen(rows);
      const xs = [...new Set(own.map(spec.x))];
      const row = own.find(one => spec.x(one) === xs[event.dataIndex]);
      return row && spec.pick ? spec.pick(row) : null;
    },
  };
}

/** A table of coloured cells. spec: {x(row), y(row), xs(rows), ys(rows), value, low, high, format, means, pick(row, axis), rows}. */
export function heat(spec) {
  const chosen = rows => (spec.rows ? spec.rows(rows) : rows);
  let columns = Infinity;
  const grid = rows => {
    const own = chosen(rows);
    return {own, xs: (spec.xs?.(own) ?? [...new Set(own.map(spec.x))]).slice(0, columns), ys: spec.ys?.(own) ?? [...new Set(own.map(spec.y))]};
  };
  const cells = rows => {
    const {own, xs, ys} = grid(rows);
    return shown(own).filter(row => row[spec.value] !== null && xs.includes(spec.x(row)) && ys.includes(spec.y(row)));
  };
  return {
    chosen: cells,
    height: rows => grid(rows).ys.length * (spec.rowHeight ?? 30) + (spec.slanted ? 70 : 34),
    option(rows, width) {
      const t = theme();
      const format = FORMATS[spec.format];
      // Fewer columns on a narrow screen, so that their numbers still fit.
      columns = spec.slanted && width < NARROW ? 6 : Infinity;
      const {xs, ys} = grid(rows);
      const own = cells(rows);
      const values = own.map(row => row[spec.value]);
      const top = Math.max(...values, 1e-9);
      const bottom = spec.fromZero === false ? Math.min(...values) : 0;
      const nameOf = spec.names ?? {x: one => one, y: one => one};
      const left = Math.round(Math.min(spec.left ?? 190, width * 0.36));
      const cell = (width - left - 8) / Math.max(1, xs.length);
      const narrow = cell < 30;
      return {
        animation: false,
        grid: {left, right: 8, top: 4, bottom: spec.slanted ? 66 : 30},
        xAxis: {type: 'category', data: xs, axisLine: {show: false}, axisTick: {show: false}, triggerEvent: true, splitArea: {show: false},
          axisLabel: {...muted(t), interval: spec.every && narrow ? 'auto' : 0, rotate: spec.slanted ? 45 : 0,
            formatter: one => fit(nameOf.x(one), spec.slanted ? 96 : Math.max(cell - 4, spec.every ? 40 : 20), `11px ${t.family}`)}},
        yAxis: {type: 'category', data: ys, inverse: true, axisLine: {show: false}, axisTick: {show: false}, triggerEvent: true,
          axisLabel: {...label(t), interval: 0, formatter: one => fit(nameOf.y(one), left - 14, `12px ${t.family}`)}},
        tooltip: {trigger: 'item', ...tooltip(t, ({dataIndex}) =>
          tip(`${nameOf.y(spec.y(own[dataIndex]))} · ${nameOf.x(spec.x(own[dataIndex]))}`, spec, own[dataIndex]))},
        series: [{
          id: 'main', type: 'heatmap', cursor: spec.pick ? 'pointer' : 'default',
          data: own.map(row => {
            const color = mix(t.low, t.high, (row[spec.value] - bottom) / Math.max(top - bottom, 1e-9));
            return {value: [xs.indexOf(spec.x(row)), ys.indexOf(spec.y(row)), row[spec.value]],
              itemStyle: {color, borderColor: t.surface, borderWidth: 1},
              label: {show: !narrow, color: readable(color), fontFamily: t.family, fontSize: cell < 40 ? 10 : 11, fontStyle: row.grey ? 'italic' : 'normal',
                formatter: () => `${format.one(row[spec.value]).replace('%', cell < 40 ? '' : '%')}${row.grey ? '*' : ''}`}};
          }),
          emphasis: {itemStyle: {borderColor: t.ink, borderWidth: 2}},
        }],
      };
    },
    pickOf: (rows, event) => {
      const own = cells(rows);
      if (event.componentType === 'xAxis' || event.componentType === 'yAxis') {
        const axis = event.componentType.charAt(0);
        const row = own.find(one => spec[axis](one) === event.value);
        return row && spec.pick ? spec.pick(row, axis) : null;
      }
      const row = own[event.dataIndex];
      return row && spec.pick ? spec.pick(row, 'cell') : null;
    },
  };
}

/** A chart in an element: drawn anew with its rows, its width and its colours. */
export class Chart {
  #node;
  #kind;
  #onPick;
  #chart = null;
  #rows = null;
  #width = 0;
  #height = 0;

  constructor(node, kind, onPick) {
    this.#node = node;
    this.#kind = kind;
    this.#onPick = onPick;
    new ResizeObserver(() => {
      // Also when it comes to be seen for the first time: what is hidden has no width to draw in.
      const size = [this.#node.clientWidth, this.#node.clientHeight];
      if (this.#rows && size[0] && (size[0] !== this.#width || size[1] !== this.#height)) this.draw(this.#rows);
    }).observe(node);
  }

  draw(rows) {
    this.#rows = rows;
    this.#width = this.#node.clientWidth;
    if (!this.#width) return;
    // At least what its rows need; the style sheet gives it what is left beside a taller card.
    this.#node.style.minHeight = `${this.#kind.height(rows, this.#width)}px`;
    const height = this.#height = this.#node.clientHeight;
    if (!this.#chart) {
      this.#chart = echarts.init(this.#node, null, {renderer: 'canvas', width: this.#width, height});
      this.#chart.on('click', event => {
        const values = this.#kind.pickOf(this.#rows, event);
        if (values) this.#onPick(values);
      });
    }
    this.#chart.resize({width: this.#width, height});
    this.#chart.setOption(this.#kind.option(rows, this.#width), {notMerge: true});
  }

  /** A picture of it, as a data URL. */
  png() {
    return this.#chart?.getDataURL({type: 'png', pixelRatio: 2, backgroundColor: theme().surface});
  }

  clear() {
    this.#chart?.dispose();
    this.#chart = null;
    this.#rows = null;
    this.#node.style.minHeight = '';
  }
}
