// SPDX-License-Identifier: Apache-2.0
// A token becomes this browser's session. The token leaves the page in the body of one request, and is kept nowhere.
import {html, useRef, useState, useEffect} from '../lib.js';
import {Failure} from './basics.js';

const SESSION = '/ui/session';

/** Covers the page until somebody has signed in; what is under it goes on where it was. */
export function SignIn({api, again}) {
  const [failure, setFailure] = useState();
  const [busy, setBusy] = useState(false);
  const field = useRef();
  useEffect(() => field.current?.focus(), []);
  const submit = async event => {
    event.preventDefault();
    const token = field.current.value.trim();
    if (!token) {
      setFailure({message: 'paste the token first'});
      return;
    }
    setBusy(true);
    setFailure(undefined);
    try {
      const answer = await fetch(SESSION, {method: 'POST', headers: {'Content-Type': 'application/json'},
        body: JSON.stringify({token})});
      field.current.value = '';
      if (answer.ok) {
        api.open();
        return;
      }
      const problem = await answer.json().catch(() => ({}));
      setFailure({message: problem.detail ?? 'the gateway answered ' + answer.status});
    } catch {
      setFailure({message: 'the gateway does not answer; it may be starting'});
    } finally {
      setBusy(false);
    }
    field.current?.focus();
  };
  return html`<div class="signin" role="dialog" aria-modal="true" aria-labelledby="signin-title">
    <form onSubmit=${submit} method="post" action="/login">
      <h1 id="signin-title">${again ? 'Sign in again' : 'Sign in to Postern'}</h1>
      ${again ? html`<p>This browser’s session has ended. What you see goes on where it was.</p>` : null}
      <label for="token">Token</label>
      <input id="token" name="token" type="password" ref=${field} maxlength="512" autocomplete="current-password"
        autocapitalize="off" spellcheck=${false} aria-describedby="token-hint" />
      <p class="hint" id="token-hint">The operator's is in <code>$POSTERN_HOME/secrets/operator.token</code>;${' '}
        <code>./postern token create</code> makes one that may do less.</p>
      <${Failure} of=${failure} />
      <button type="submit" class="main" disabled=${busy} aria-busy=${busy}>Sign in</button>
    </form>
  </div>`;
}

/** Ends this browser's session, and with it its connections; the page then asks for a token. */
export async function signOut(api) {
  const answer = await fetch(SESSION, {method: 'DELETE'});
  if (answer.ok) {
    // nothing of who was signed in stays on the page
    location.reload();
  }
}
