// Asks the server. The key stays in this tab and is sent as a header only.

const TIMEOUT_MS = 30_000;
const KEY = 'starstream-key';

export class Refused extends Error {
  constructor(message, status, requestId, parameter, type) {
    super(message);
    this.status = status;
    this.requestId = requestId;
    this.parameter = parameter;
    this.type = type;
  }
}

/** The key that a link brought after its #: it stays in this tab and leaves the address at once. */
export function takeKey() {
  const [, key] = /^#key=(.+)$/.exec(location.hash) ?? [];
  if (!key) return false;
  keepKey(decodeURIComponent(key));
  history.replaceState(null, '', location.pathname + location.search);
  return true;
}

export function keepKey(key) {
  sessionStorage.setItem(KEY, key.trim());
}

export function dropKey() {
  sessionStorage.removeItem(KEY);
}

/** A request with the key of this tab, if it has one. */
async function request(path, accept, signal) {
  const key = sessionStorage.getItem(KEY);
  const headers = key ? {Accept: accept, Authorization: `Bearer ${key}`} : {Accept: accept};
  try {
    return await fetch(path, {headers, signal});
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Refused(error.name === 'TimeoutError' ? `No answer within ${TIMEOUT_MS / 1000} s` : 'The server cannot be reached', 0, '', '', '');
  }
}

const inTime = signal => AbortSignal.any([signal ?? new AbortController().signal, AbortSignal.timeout(TIMEOUT_MS)]);

async function refusal(response, body) {
  const problem = body ?? await response.json().catch(() => null);
  return new Refused(problem?.detail ?? `The server answered ${response.status}`, response.status,
    problem?.requestId ?? response.headers.get('X-Request-Id') ?? '', problem?.parameter ?? '',
    String(problem?.type ?? '').replace('urn:starstream:problem:', ''));
}

/** JSON, or a refusal with its request id. */
export async function ask(path, signal) {
  const response = await request(path, 'application/json', inTime(signal));
  const body = await response.json().catch(error => {
    if (signal?.aborted) throw error;
    return null;
  });
  if (!response.ok || body === null) throw await refusal(response, body);
  return body;
}

export async function text(path, accept) {
  const response = await request(path, accept, inTime());
  if (!response.ok) throw await refusal(response);
  return response.text();
}

/** Reads server-sent events until the stream ends; a browser's own EventSource could send no key. */
export async function events(path, signal, onEvent) {
  const response = await request(path, 'text/event-stream', signal);
  if (!response.ok) throw await refusal(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const {value, done} = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const [, name] = /^event: (.*)$/m.exec(block) ?? [];
      const [, data] = /^data: (.*)$/m.exec(block) ?? [];
      if (name) onEvent(name, JSON.parse(data ?? 'null'));
    }
  }
}
