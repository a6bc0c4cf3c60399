// Keeps the page up to date: listens for news, lets the page draw at most once in two seconds.

import {events} from './api.js';
import {ago, byId} from './text.js';

const REDRAW_MS = 2_000;
const AGAIN_MS = 3_000;

/** Without a stream, or after a failure, the page asks anew this often. */
const POLL_MS = 10_000;

export const live = {paused: false, connected: false, failing: false, lastEvent: 0, updatedAt: 0, lately: 0};

let redraw = () => {};
let stream = null;
let wait = 0;
let drawnAt = 0;
let polledAt = 0;

/** Calls back when there is something new to draw. */
export function start(onNews) {
  redraw = onNews;
  byId('pause').addEventListener('click', toggle);
  document.addEventListener('visibilitychange', follow);
  setInterval(tick, 1000);
  follow();
}

/** Opens or closes the stream, as the tab is seen and not paused. */
export function follow() {
  const wanted = !live.paused && document.visibilityState === 'visible';
  if (wanted && !stream) listen();
  if (!wanted && stream) {
    stream.abort();
    stream = null;
  }
  showLive();
}

async function listen() {
  const own = stream = new AbortController();
  let again = AGAIN_MS;
  try {
    await events('v1/insights/events', own.signal, heard);
    again = 100;
  } catch (error) {
    if (own.signal.aborted) return;
    // Without a key or the right to read, asking again gains nothing.
    if (error.status === 401 || error.status === 403) again = 0;
  } finally {
    live.connected = false;
    showLive();
  }
  if (stream !== own) return;
  stream = null;
  if (again) setTimeout(follow, again);
}

function heard(name, data) {
  live.connected = true;
  if (name === 'scores') {
    live.lately = data.answers;
    if (data.lastEvent) live.lastEvent = Math.max(live.lastEvent, Date.parse(data.lastEvent));
  }
  if (name === 'scores' || name === 'trouble') news();
  showLive();
}

/** Something is new: drawn now, or two seconds after what was drawn last. */
function news() {
  if (live.paused || wait) return;
  wait = setTimeout(() => {
    wait = 0;
    drawnAt = Date.now();
    redraw();
  }, Math.max(0, drawnAt + REDRAW_MS - Date.now()));
}

function toggle() {
  live.paused = !live.paused;
  byId('pause').textContent = live.paused ? 'Resume' : 'Pause';
  byId('pause').setAttribute('aria-pressed', String(live.paused));
  clearTimeout(wait);
  wait = 0;
  if (!live.paused) news();
  follow();
}

function tick() {
  if ((!live.connected || live.failing) && !live.paused && document.visibilityState === 'visible' && Date.now() - polledAt > POLL_MS) {
    if (polledAt) news();
    polledAt = Date.now();
  }
  showLive();
}

export function showLive() {
  const state = live.paused ? 'paused' : live.failing ? 'failing' : live.connected ? 'live' : live.updatedAt ? 'waiting' : 'loading';
  byId('live').dataset.state = state;
  byId('live-state').textContent = {paused: 'Paused', failing: 'Trouble', live: 'Live', waiting: 'Connecting', loading: 'Loading'}[state];
  byId('live-since').textContent = live.failing && live.updatedAt ? `figures from ${ago(live.updatedAt)}`
    : live.lastEvent ? `last event ${ago(live.lastEvent)}` : '';
}
