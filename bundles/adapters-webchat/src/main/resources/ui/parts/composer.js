// SPDX-License-Identifier: Apache-2.0
// Where a person writes: several lines, files, and what the message does to a turn that runs.
import {html, useEffect, useRef, useState} from '../lib.js';
import {Failure, Foreign} from './basics.js';

const MOST_FILES = 31;
const MOST_TEXT = 262_144;
const MOST_NAME = 256;
/** What is written and not sent, by where: a look at another page costs nobody a draft. Gone with the page. */
const drafts = new Map();

/**
 * The composer.
 *
 * @param place where it is, of which what is written is a draft
 * @param begins whether whoever is here was writing already
 * @param running whether a turn runs
 * @param onSend given text, attachments and their names, and mode; rejects when the message was not taken
 * @param onStop ends the turn that runs
 */
export function Composer({api, place, begins = false, running, onSend, onStop}) {
  const [text, draw] = useState(drafts.get(place) ?? '');
  const [files, setFiles] = useState([]);
  const [failure, setFailure] = useState();
  const [busy, setBusy] = useState(false);
  const [mode, setMode] = useState('steer');
  const [over, setOver] = useState(false);
  const setText = change => draw(before => {
    const after = change(before);
    after ? drafts.set(place, after) : drafts.delete(place);
    return after;
  });
  const picker = useRef();
  const field = useRef();
  const uploading = files.some(file => !file.blob && !file.failure);
  const ready = !busy && !uploading && api.state === 'open' && (text.trim() || files.some(file => file.blob));

  useEffect(() => {
    if (begins) {
      field.current.focus();
    }
  }, []);
  const add = async list => {
    const room = MOST_FILES - files.length;
    const fresh = [...list].slice(0, room).map(file => ({key: crypto.randomUUID(), name: file.name, size: file.size, file}));
    if (list.length > room) {
      setFailure({message: 'a message takes ' + MOST_FILES + ' files at most'});
    }
    setFiles(before => [...before, ...fresh]);
    await Promise.all(fresh.map(async each => {
      const became = await upload(each.file);
      setFiles(before => before.map(file => file.key === each.key ? {...file, ...became} : file));
    }));
  };
  const send = async () => {
    if (!ready) {
      return;
    }
    setBusy(true);
    setFailure(undefined);
    try {
      const there = files.filter(file => file.blob);
      await onSend({text: text.trim(), ...(there.length ? {attachments: there.map(file => file.blob),
        attachmentNames: there.map(file => file.name.slice(0, MOST_NAME).toWellFormed())} : {})}, running ? mode : 'queue');
      // what was written or added meanwhile is of the next message
      setText(now => now.startsWith(text) ? now.slice(text.length) : now);
      setFiles(now => now.filter(file => !files.includes(file)));
    } catch (failed) {
      setFailure(failed);
    }
    setBusy(false);
    field.current?.focus();
  };
  const stop = async event => {
    const byKey = event.detail === 0;
    await onStop();
    if (byKey) {
      // the button goes, and with it the place of the keyboard
      field.current?.focus();
    }
  };
  const key = event => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  };
  const drop = event => {
    event.preventDefault();
    setOver(false);
    add(event.dataTransfer.files);
  };
  const paste = event => {
    if (event.clipboardData.files.length > 0) {
      event.preventDefault();
      add(event.clipboardData.files);
    }
  };
  return html`<form class="composer ${over ? 'over' : ''}" aria-label="Message" onSubmit=${event => {
    event.preventDefault();
    send();
  }} onDragOver=${event => {
    event.preventDefault();
    setOver(true);
  }} onDragLeave=${() => setOver(false)} onDrop=${drop}>
    <${Failure} of=${failure} />
    ${files.length ? html`<ul class="files" aria-label="Attachments">${files.map(file => html`<li key=${file.key} data-state=${
      file.blob ? 'there' : file.failure ? 'failed' : 'uploading'}><${Foreign} text=${file.name} />${' '}<small>${
        file.failure ?? (file.blob ? size(file.size) : 'uploading…')}</small>
      <button type="button" class="quiet" aria-label="Remove attachment" onClick=${() => setFiles(before =>
        before.filter(each => each.key !== file.key))}>✕</button></li>`)}</ul>` : null}
    <label class="unseen" for="text">Your message</label>
    <textarea id="text" ref=${field} rows=${Math.min(8, text.split('\n').length + 1)} maxlength=${MOST_TEXT} value=${text}
      placeholder="Write a message" onInput=${event => {
        const {value} = event.currentTarget;
        setText(() => value);
      }} onKeyDown=${key} onPaste=${paste}></textarea>
    <div class="row tools">
      <input type="file" multiple hidden ref=${picker} onChange=${event => {
        add(event.currentTarget.files);
        event.currentTarget.value = '';
      }} />
      <button type="button" onClick=${() => picker.current.click()} disabled=${!api.may('blobs:write')}
        title=${api.may('blobs:write') ? null : 'This takes the scope blobs:write'}>Attach</button>
      ${running ? html`<label class="mode"><span>While it works</span> <select value=${mode} onChange=${event => setMode(event.currentTarget.value)}>
        <option value="steer">steer it</option><option value="queue">ask next</option><option value="interrupt">stop and ask</option></select></label>` : null}
      <span class="grow hint">${running ? null : 'Enter sends, Shift+Enter begins a line'}</span>
      ${running ? html`<button type="button" class="danger stop" onClick=${stop}>Stop</button>` : null}
      <button type="submit" class="main send" disabled=${!ready} aria-busy=${busy}>${running && mode === 'steer' ? 'Steer' : 'Send'}</button>
    </div>
  </form>`;
}

/** Sends a file to the gateway; gives its blob, or why not. */
async function upload(file) {
  try {
    const answer = await fetch('/blobs', {method: 'POST', headers: {'Content-Type': file.type || 'application/octet-stream'},
      body: file});
    const said = await answer.json().catch(() => ({}));
    return answer.ok ? {blob: said.blob} : {failure: said.detail ?? 'the gateway answered ' + answer.status};
  } catch {
    return {failure: 'it could not be sent'};
  }
}

function size(bytes) {
  return bytes < 1_024 ? bytes + ' B' : bytes < 1_048_576 ? Math.round(bytes / 1_024) + ' KiB'
    : (bytes / 1_048_576).toFixed(1) + ' MiB';
}
