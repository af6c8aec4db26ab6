// SPDX-License-Identifier: Apache-2.0
// A list of the gateway's, read by its cursor and kept as it is there by events.
import {useCallback, useEffect, useRef, useState} from '../lib.js';
import {useConnection, useEvents} from './hooks.js';

const PAGE = 500;
/** Pages that are read without being asked for: lists begin with the oldest, and what is listed is searched, too. */
const UNASKED = 40;
const SOON_MS = 200;
/** More than so many changed at once are read anew with all. */
const SINGLY = 50;

/**
 * Reads a list page by page and then only what events say has changed. Nothing is in it twice, and no older answer takes the
 * place of a newer one, in whatever order they come.
 *
 * @param list asks for a page: `({limit, next}) → {items, next}`
 * @param one asks for one: `id → item`
 * @param key what the list is of; another one begins anew
 * @param topics whose events tell of a change
 * @param idOf the id of what an event has changed, if it is of this list
 * @returns `{items, loading, failure, more, readOn, again}`: `more` when pages are left that `readOn` reads
 */
export function useCollection(api, {list, one, key, topics, idOf}) {
  const [state, setState] = useState({items: [], loading: true});
  const now = useRef();
  const asks = useRef({});
  asks.current = {list, one, idOf};
  const connection = useConnection(api);

  const begin = useCallback(() => {
    clearTimeout(now.current?.timer);
    now.current = {held: new Map(), tickets: 0, next: undefined, done: false, pages: 0, changed: new Set()};
    read(api, now, asks, setState, UNASKED);
  }, [api]);

  useEffect(() => {
    setState({items: [], loading: true});
    begin();
    return () => {
      clearTimeout(now.current.timer);
      now.current = undefined;
    };
  }, [key]);
  useEffect(() => api.onReset(begin), [api]);
  useEffect(() => {
    if (connection === 'open' && now.current) {
      now.current.done || now.current.reading ? soon(api, now, asks, setState)
        : read(api, now, asks, setState, UNASKED);
    }
  }, [connection]);
  useEvents(api, topics, event => {
    const id = asks.current.idOf(event);
    if (id && now.current) {
      now.current.changed.add(id);
      soon(api, now, asks, setState);
    }
  });
  const readOn = useCallback(() => read(api, now, asks, setState, UNASKED), [api]);
  return {...state, readOn, again: begin};
}

/**
 * The order in which the newest comes first, and what is of the same moment by its id. Moments are written alike, so that
 * their letters are in the order of time.
 *
 * @param at gives an item's moment
 */
export function newestFirst(at) {
  return (one, other) => descending(at(one), at(other)) || descending(one.id, other.id);
}

function descending(one, other) {
  return one === other ? 0 : one < other ? 1 : -1;
}

async function read(api, now, asks, setState, most) {
  const mine = now.current;
  if (mine.reading || mine.done) {
    return;
  }
  mine.reading = true;
  try {
    for (let page = 0; page < most && !mine.done; page++) {
      const ticket = ++mine.tickets;
      const {items, next} = await asks.current.list({limit: PAGE, ...(mine.next ? {next: mine.next} : {})});
      if (mine !== now.current) {
        return;
      }
      items.forEach(item => hold(mine, item.id, item, ticket));
      mine.next = next;
      mine.done = !next;
      show(mine, setState, {loading: !mine.done && page + 1 < most, failure: undefined});
    }
  } catch (failure) {
    tellUnlessAway(mine, now, failure, setState);
  } finally {
    mine.reading = false;
  }
  if (mine === now.current && mine.changed.size > 0) {
    soon(api, now, asks, setState);
  }
}

function soon(api, now, asks, setState) {
  const mine = now.current;
  mine.timer ??= setTimeout(() => {
    mine.timer = undefined;
    freshen(api, now, asks, setState, mine);
  }, SOON_MS);
}

/** Asks for what changed, one by one; what the connection's end kept from being answered is asked for again. */
async function freshen(api, now, asks, setState, mine) {
  if (mine !== now.current || mine.changed.size === 0 || api.state !== 'open') {
    return;
  }
  const ids = [...mine.changed];
  mine.changed.clear();
  if (ids.length > SINGLY && mine.done) {
    mine.next = undefined;
    mine.done = false;
    await read(api, now, asks, setState, UNASKED);
    return;
  }
  await Promise.all(ids.map(async id => {
    const ticket = ++mine.tickets;
    try {
      hold(mine, id, await asks.current.one(id), ticket);
    } catch (failure) {
      if (failure.code === 'not_found') {
        hold(mine, id, undefined, ticket);
      } else {
        mine.changed.add(id);
        tellUnlessAway(mine, now, failure, setState);
      }
    }
  }));
  if (mine === now.current) {
    show(mine, setState, {});
  }
}

function hold(mine, id, item, ticket) {
  if ((mine.held.get(id)?.ticket ?? 0) <= ticket) {
    mine.held.set(id, {item, ticket});
  }
}

function show(mine, setState, more) {
  const items = [...mine.held.values()].map(({item}) => item).filter(Boolean);
  setState(before => ({...before, ...more, items, more: !mine.done}));
}

function tellUnlessAway(mine, now, failure, setState) {
  if (mine === now.current && failure.code !== 'disconnected') {
    setState(before => ({...before, failure, loading: false}));
  }
}
