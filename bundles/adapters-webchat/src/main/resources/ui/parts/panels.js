// SPDX-License-Identifier: Apache-2.0
// Panels that plugins add.

/** The panels there are now, `{id, title}` each. */
export function usePanels() {
  return [];
}
