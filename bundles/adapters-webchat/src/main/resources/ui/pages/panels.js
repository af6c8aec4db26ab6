// SPDX-License-Identifier: Apache-2.0
// A plugin's panel in its frame: a sandbox without an origin, which may ask for three things and nothing else.
import {html, useEffect, useRef, useState} from '../lib.js';
import {Empty, Failure, Foreign} from '../parts/basics.js';
import {useRead} from '../parts/hooks.js';
import {fitting} from '../parts/question.js';

const HEIGHT = {least: 100, preset: 480, most: 4_000};
const MOST_ASKED = 8;

export default function Panel({api, route}) {
  const [id] = route.path;
  const {value, failure, loading} = useRead(api, async () => (await api.call('panels.list')).panels
    .find(panel => panel.id === id), id, ['plugin.*']);
  return html`<${Failure} of=${failure} />
    ${value ? html`<h1><${Foreign} text=${value.title} /></h1>
      <p class="hint">A panel of <code><${Foreign} text=${value.bundle} /></code>. What it shows is the plugin's own.</p>
      <${Frame} key=${value.path} api=${api} panel=${value} />`
    : loading ? null : html`<h1>Panel</h1><${Empty} title="There is no such panel now.">
        <p class="hint">It comes and goes with its plugin.</p></${Empty}>`}`;
}

function Frame({api, panel}) {
  const frame = useRef();
  const [height, setHeight] = useState(HEIGHT.preset);
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    let asked = 0;
    // a page without an origin can be named by its window alone
    const tell = message => frame.current?.contentWindow?.postMessage(message, '*');
    const hello = () => tell({postern: 'hello', panel: panel.id, dark: dark.matches});
    const ask = async ({id, question}) => {
      if (asked >= MOST_ASKED) {
        tell({postern: 'answer', id, error: {code: 'overloaded', message: 'at most ' + MOST_ASKED + ' questions at once'}});
        return;
      }
      asked++;
      try {
        tell({postern: 'answer', id, answer: (await api.call('panels.ask', {panel: panel.id,
          question: fitting(question)})).answer});
      } catch ({code, message}) {
        tell({postern: 'answer', id, error: {code, message}});
      }
      asked--;
    };
    const hear = ({source, data}) => {
      if (source !== frame.current?.contentWindow || typeof data !== 'object' || data === null) {
        return;
      }
      if (data.postern === 'height' && Number.isFinite(data.height)) {
        setHeight(Math.min(HEIGHT.most, Math.max(HEIGHT.least, Math.round(data.height))));
      } else if (data.postern === 'ask' && typeof data.question === 'object' && data.question !== null) {
        ask(data);
      }
    };
    const element = frame.current;
    addEventListener('message', hear);
    element.addEventListener('load', hello);
    dark.addEventListener('change', hello);
    return () => {
      removeEventListener('message', hear);
      element.removeEventListener('load', hello);
      dark.removeEventListener('change', hello);
    };
  }, [api, panel.id]);
  return html`<iframe class="panel" ref=${frame} title=${panel.title} sandbox="allow-scripts" referrerpolicy="no-referrer"
    src=${panel.path + 'index.html'} style=${{height: height + 'px'}}></iframe>`;
}
