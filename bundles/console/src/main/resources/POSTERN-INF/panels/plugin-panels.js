// SPDX-License-Identifier: Apache-2.0
// The panels that plugins add, each in the frame that the pages at /ui/ put it in.
import {el, foreign, problem} from './dom.js';
import {converse, page, PRESET, SANDBOX} from './panel-frame.js';

export class PluginPanels {
  static title = 'Panels';
  static scope = 'panels:use';
  #wire;
  #trouble = el('div');
  #list = el('nav', {'aria-label': 'Panels of plugins'});
  #shown = el('div');
  #chosen;
  /** The path that the frame shows, and what ends the talk with it. */
  #path;
  #end = () => {};

  constructor(wire) {
    this.#wire = wire;
    this.element = el('div', {}, this.#trouble, this.#list, this.#shown);
  }

  async refresh([id]) {
    this.#chosen = id;
    try {
      const {panels} = await this.#wire.call('panels.list');
      this.#trouble.replaceChildren();
      this.#list.replaceChildren(...panels.map(panel => el('a', {href: '#panels/' + encodeURIComponent(panel.id),
        'aria-current': panel.id === this.#chosen ? 'page' : undefined}, foreign(panel.title))));
      this.#show(panels.find(panel => panel.id === this.#chosen), panels.length);
    } catch (failure) {
      this.#trouble.replaceChildren(problem(failure));
    }
  }

  /** They come and go with their plugins. */
  hear({topic}) {
    if (topic.startsWith('plugin.')) {
      this.refresh([this.#chosen]);
    }
  }

  #show(panel, count) {
    if (panel && panel.path === this.#path) {
      return;
    }
    this.#end();
    this.#end = () => {};
    this.#path = panel?.path;
    if (!panel) {
      this.#shown.replaceChildren(el('h2', {}, 'Panels of plugins'), el('p', {class: 'none'},
        this.#chosen ? 'There is no such panel now. It comes and goes with its plugin.'
          : count ? 'Choose one.' : 'No plugin has a panel.'));
      return;
    }
    const frame = el('iframe', {class: 'panel', title: panel.title, ...SANDBOX, src: page(panel)});
    const resize = height => {
      frame.style.height = height + 'px';
    };
    resize(PRESET);
    this.#end = converse(this.#wire, panel.id, frame, resize);
    this.#shown.replaceChildren(el('h2', {}, foreign(panel.title)), el('p', {class: 'clock'}, 'A panel of ',
      foreign(panel.bundle), '. What it shows is the plugin’s own.'), frame);
  }
}
