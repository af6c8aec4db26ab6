// SPDX-License-Identifier: Apache-2.0
// How pages read from the gateway and stay as it is there.
import {useCallback, useEffect, useRef, useState} from '../lib.js';

/** How the connection stands; draws anew when that changes. */
export function useConnection(api) {
  const [state, setState] = useState(api.state);
  useEffect(() => {
    setState(api.state);
    return api.onState(setState);
  }, [api]);
  return state;
}

/** Hears events while the page is there. */
export function useEvents(api, topics, listener) {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => {
    const ends = topics.map(topic => api.on(topic, event => latest.current(event)));
    return () => ends.forEach(end => end());
  }, [api, topics.join(' ')]);
}

/**
 * Reads something, again when `key` changes, when the connection is back and, soon after each, upon events of `topics`
 * for which `when` holds.
 *
 * @returns `{value, failure, loading, again}`
 */
export function useRead(api, read, key, topics = [], when = () => true) {
  const [state, setState] = useState({loading: true});
  const latest = useRef(read);
  const asked = useRef(0);
  const timer = useRef();
  latest.current = read;
  const again = useCallback(async () => {
    const mine = ++asked.current;
    try {
      const value = await latest.current();
      if (mine === asked.current) {
        setState({value, loading: false});
      }
    } catch (failure) {
      if (mine === asked.current && failure.code !== 'disconnected') {
        setState(before => ({...before, failure, loading: false}));
      }
    }
  }, []);
  const soon = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      again();
    }, 150);
  }, []);
  const connection = useConnection(api);
  useEffect(() => {
    if (connection === 'open') {
      again();
    }
  }, [key, connection]);
  useEffect(() => api.onReset(again), [api]);
  useEventsIf(api, topics, when, soon);
  useEffect(() => () => {
    clearTimeout(timer.current);
    asked.current++;
  }, []);
  return {...state, again};
}

function useEventsIf(api, topics, when, then) {
  useEvents(api, topics, event => when(event) && then());
}
