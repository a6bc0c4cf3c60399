// What is being looked at: the filters and the answer that is open. Its home is the address, so that back, forward and
// links work.

export const FILTERS = {from: '', to: '', company: '', level: '', category: '', cohort: '', source: '', scorer_version: '',
  first_attempts_only: '1'};
const USUAL = {...FILTERS, compare: '', rank_by: 'adjusted', answer: ''};

export const view = {...USUAL};

const listeners = [];

export function onChange(listener) {
  listeners.push(listener);
}

function read() {
  const given = new URLSearchParams(location.search);
  for (const [name, usual] of Object.entries(USUAL)) view[name] = given.get(name) ?? usual;
}

/** The address of a view that differs from this one by some values. */
export function address(values = {}, hash = '') {
  const wanted = {...view, ...values};
  const search = new URLSearchParams(Object.entries(wanted).filter(([name, value]) => value !== USUAL[name])).toString();
  return (search ? `?${search}` : location.pathname) + hash;
}

/** A new view by the user's hand: a new entry in the history. */
export function change(values) {
  if (Object.entries(values).every(([name, value]) => view[name] === value)) return;
  const opened = (values.answer ?? view.answer) !== view.answer;
  history.pushState(null, '', address(values));
  Object.assign(view, values);
  tell(opened);
}

function tell(opened) {
  for (const listener of listeners) listener(opened);
}

export const setFilters = () => Object.keys(FILTERS).filter(name => view[name] !== FILTERS[name]);

window.addEventListener('popstate', () => {
  const before = view.answer;
  read();
  tell(before !== view.answer);
});

read();
