// SPDX-License-Identifier: Apache-2.0
// Which page an address's hash names: #/chat/<session>, #/sessions/<session>/<turn>, #/audit?session=…

/** The pages of the navigation, in its order, and the scope without which one has nothing to show. */
export const PLACES = [
  {name: 'chat', title: 'Chat', scope: 'sessions:read'},
  {name: 'approvals', title: 'Approvals', scope: 'approvals:read'},
  {name: 'sessions', title: 'Sessions', scope: 'sessions:read'},
  {name: 'tools', title: 'Tools', scope: 'tools:read'},
  {name: 'plugins', title: 'Plugins', scope: 'plugins:read'},
  {name: 'audit', title: 'Audit', scope: 'audit:read'},
  {name: 'health', title: 'Health', scope: 'gateway:read'},
  {name: 'metrics', title: 'Metrics', scope: 'gateway:read'},
];

/**
 * Reads a hash.
 *
 * @returns `{place, page, path, query}`: the navigation's entry, the module under `pages/`, what follows it in the
 *     path, decoded, and the query's members
 */
export function route(hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [name, ...rest] = path.split('/').filter(Boolean).map(decode);
  const place = name === 'panels' ? {name, title: 'Panel', scope: 'any'}
    : PLACES.find(each => each.name === name) ?? PLACES[0];
  const of = place.name === name ? rest : [];
  const page = place.name === 'sessions' ? ['sessions', 'session', 'turn'][Math.min(of.length, 2)] : place.name;
  return {place, page, path: of, query: Object.fromEntries(new URLSearchParams(query))};
}

/** The hash of a page, each piece encoded. */
export function address(...path) {
  return '#/' + path.map(encodeURIComponent).join('/');
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
