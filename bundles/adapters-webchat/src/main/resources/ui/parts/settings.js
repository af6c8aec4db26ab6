// SPDX-License-Identifier: Apache-2.0
// A session's settings: shown, and changed at the revision they were read at.
import {html, useState} from '../lib.js';
import {Facts, Failure, Json} from './basics.js';
import {Controls} from './controls.js';
import {say} from './say.js';

const RISKS = ['', 'low', 'medium', 'high'];
/** What can be changed here, and how; the command line has the rest. */
const FIELDS = [
  {name: 'planner', title: 'Planner', hint: 'empty: the configured one'},
  {name: 'models.default', title: 'Model', hint: 'an endpoint and its model, such as local/llama3.2'},
  {name: 'models.tool', title: 'Model after calls'},
  {name: 'models.summarizer', title: 'Model for summaries'},
  {name: 'queueMode', title: 'A message while a turn runs', choices: ['queue', 'collect', 'steer', 'interrupt']},
  {name: 'maxQueued', title: 'Messages waiting at most', number: [1, 1_000]},
  {name: 'messagesPerMinute', title: 'Messages a minute', number: [1, 100_000]},
  {name: 'maxRisk', title: 'Highest risk that may run', choices: RISKS},
  {name: 'confirmFrom', title: 'Ask a person from this risk', choices: RISKS},
  {name: 'approvalMode', title: 'A call that would ask', choices: ['', 'ask', 'deny']},
  {name: 'allow', title: 'Tools allowed', list: true, hint: 'names, area.* or *; empty: all'},
  {name: 'deny', title: 'Tools denied', list: true, hint: 'stronger than allowed'},
  {name: 'dryRun', title: 'Dry run: execute nothing', flag: true},
];

export function Settings({api, session}) {
  const [edited, setEdited] = useState();
  const [open, setOpen] = useState(false);
  return html`<details class="card" open=${open} onToggle=${event => setOpen(event.currentTarget.open)}>
    <summary>Settings <small>revision ${session.revision}</small></summary>
    ${edited === undefined ? html`<${Shown} settings=${session.settings} />
      <${Controls} api=${api} scope="sessions:write" label="Settings"><button type="button" disabled=${!api.can('sessions.update')}
        onClick=${() => setEdited(session)}>Change…</button></${Controls}>`
      : html`<${Form} api=${api} of=${edited} newest=${session} onDone=${() => setEdited(undefined)} />`}
  </details>`;
}

function Shown({settings}) {
  const known = new Set(FIELDS.map(({name}) => name.split('.')[0]));
  return html`<${Facts} of=${[
    ...FIELDS.map(field => [field.title, text(valueOf(settings, field))]),
    ...Object.entries(settings).filter(([name]) => !known.has(name)).map(([name, value]) =>
      [name, typeof value === 'object' ? Object.keys(value).length > 0
        && html`<${Json} value=${value} label=${name} named=${false} />` : String(value)]),
  ]} />`;
}

function Form({api, of, newest, onDone}) {
  const [values, setValues] = useState(() => Object.fromEntries(FIELDS.map(field => [field.name, valueOf(of.settings, field)])));
  const [failure, setFailure] = useState();
  const [busy, setBusy] = useState(false);
  const save = async event => {
    event.preventDefault();
    const settings = changes(of.settings, values);
    if (Object.keys(settings).length === 0) {
      onDone();
      return;
    }
    setBusy(true);
    try {
      await api.call('sessions.update', {session: of.id, revision: of.revision, settings}, {once: true});
      say('The settings were changed.');
      onDone();
    } catch (failed) {
      setFailure(failed);
      setBusy(false);
    }
  };
  return html`<form class="settings" onSubmit=${save}>
    ${newest.revision === of.revision ? null : html`<${Failure} of=${{message: 'Somebody changed this session meanwhile'
      + ' (revision ' + newest.revision + '): what you change here will be refused. Leave, look, and change again.'}} />`}
    <div class="fields">${FIELDS.map(field => html`<${Field} key=${field.name} field=${field} value=${values[field.name]}
      onChange=${value => setValues(before => ({...before, [field.name]: value}))} />`)}</div>
    <${Failure} of=${failure} />
    <div class="row"><button type="submit" class="main" disabled=${busy} aria-busy=${busy}>Save</button>
      <button type="button" onClick=${onDone}>Leave as it was</button></div>
  </form>`;
}

function Field({field, value, onChange}) {
  const hint = field.hint ? html`<small class="hint">${field.hint}</small>` : null;
  if (field.flag) {
    return html`<label class="flag"><input type="checkbox" checked=${value} onChange=${event => onChange(event.target.checked)} />
      ${field.title}</label>`;
  }
  if (field.choices) {
    return html`<label>${field.title}<select value=${value} onChange=${event => onChange(event.target.value)}>${
      field.choices.map(choice => html`<option key=${choice} value=${choice}>${choice || 'as configured'}</option>`)}</select>${hint}</label>`;
  }
  return html`<label>${field.title}<input type=${field.number ? 'number' : 'text'} min=${field.number?.[0]} max=${field.number?.[1]}
    required=${Boolean(field.number)} value=${value} maxlength="2000" spellcheck=${false} autocapitalize="off"
    onInput=${event => onChange(event.target.value)} />${hint}</label>`;
}

function valueOf(settings, {name, list}) {
  const [member, key] = name.split('.');
  const value = key ? settings[member]?.[key] : settings[member];
  return list ? (value ?? []).join(', ') : value ?? '';
}

function text(value) {
  return value === true ? 'yes' : value === false ? 'no' : value;
}

/** Only what differs: what is left out stays as it is. */
function changes(settings, values) {
  const out = {};
  for (const field of FIELDS) {
    const value = values[field.name];
    if (String(value) === String(valueOf(settings, field))) {
      continue;
    }
    const [member, key] = field.name.split('.');
    if (key) {
      out[member] ??= {...settings[member]};
      value.trim() ? out[member][key] = value.trim() : delete out[member][key];
    } else {
      out[member] = field.number ? Number(value) : field.list ? value.split(/[\s,]+/).filter(Boolean)
        : typeof value === 'string' ? value.trim() : value;
    }
  }
  return out;
}
