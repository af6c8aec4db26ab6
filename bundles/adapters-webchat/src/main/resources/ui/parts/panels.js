// SPDX-License-Identifier: Apache-2.0
// Panels that plugins add: which there are.
import {useRead} from './hooks.js';

/** The panels there are now, by title: `{id, title, bundle, path}` each. They come and go with their bundles. */
export function usePanels(api) {
  const {value} = useRead(api, async () => api.may('panels:use') ? (await api.call('panels.list')).panels : [], 'panels',
    ['plugin.*']);
  return value ?? [];
}
