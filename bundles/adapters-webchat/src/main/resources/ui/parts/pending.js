// SPDX-License-Identifier: Apache-2.0
// How many calls wait for a person's word, for the navigation and the title.
import {useRead} from './hooks.js';

/** The number of approvals that wait; 0 for whoever may not read them. */
export function usePending(api) {
  const {value} = useRead(api, async () => api.may('approvals:read')
    ? (await api.pages('approvals.list', {}, 'approvals', 2)).filter(isOpen).length : 0, 'pending', ['approval.*']);
  return value ?? 0;
}

/** Whether a word can still be given. */
export function isOpen(approval) {
  return approval.state === 'pending' || approval.state === 'held';
}
