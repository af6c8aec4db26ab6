// SPDX-License-Identifier: Apache-2.0
// What waits for a person's word, the oldest first, as it comes.
import {html} from '../lib.js';
import {ApprovalCard, useApprovals} from '../parts/approval.js';
import {Empty, Failure} from '../parts/basics.js';
import {isOpen} from '../parts/pending.js';

export default function Approvals({api}) {
  const {approvals, failure, decided, clear} = useApprovals(api);
  const done = approvals.some(approval => !isOpen(approval) || approval.outcome);
  return html`<div class="row between"><h1>Waiting for a word</h1>
      <button type="button" class="quiet" disabled=${!done} onClick=${clear}>Clear decided</button></div>
    <${Failure} of=${failure} />
    ${approvals.length === 0 ? html`<${Empty} title="Nothing waits for a word.">
      <p class="hint">A call that may change something is shown here before it runs.</p></${Empty}>` : null}
    <div class="cards">${approvals.map(approval => html`<${ApprovalCard} key=${approval.id} api=${api} approval=${approval}
      onDecided=${decided} linked />`)}</div>`;
}
