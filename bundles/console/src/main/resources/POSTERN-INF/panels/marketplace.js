// SPDX-License-Identifier: Apache-2.0
// What marketplaces have, as cards; one plugin of theirs, and the way to install it.
import {badge, button, el, foreign, problem} from './dom.js';
import {MarketPlugin, troubles} from './market-plugin.js';
import {picture} from './market-picture.js';

const TYPING_MILLIS = 250;

export class MarketplacePanel {
  static title = 'Marketplace';
  static scope = 'plugins:read';
  #wire;
  #path = [];
  #next;
  #typing;
  #trouble = el('div', {'aria-live': 'polite'});
  #cards = el('div', {class: 'offers'});
  #more = el('div', {class: 'pager'});
  #query = el('input', {type: 'search', name: 'query', autocomplete: 'off', oninput: () => this.#typed()});
  #all;

  constructor(wire) {
    this.#wire = wire;
    this.#all = [el('div', {class: 'bar'}, el('h2', {}, 'Marketplace'),
      button('Look for news', ({currentTarget}) => this.#lookAnew(currentTarget))),
    el('form', {role: 'search', onsubmit: event => {
      event.preventDefault();
      this.#search();
    }}, el('label', {}, 'Search', this.#query)), this.#trouble, this.#cards, this.#more];
    this.element = el('section', {'aria-label': 'Marketplace'}, this.#all);
  }

  async refresh(path = this.#path) {
    this.#path = path;
    const [id, version] = path;
    if (!id) {
      this.element.replaceChildren(...this.#all);
      await this.#search();
      return;
    }
    const plugin = new MarketPlugin(this.#wire, id, version);
    await plugin.load();
    if (this.#path === path) {
      this.element.replaceChildren(plugin.element);
    }
  }

  #typed() {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#search(), TYPING_MILLIS);
  }

  async #lookAnew(pressed) {
    pressed.disabled = true;
    try {
      await this.#wire.call('marketplace.refresh', {}, {once: true});
      await this.#search();
    } catch (failure) {
      this.#trouble.replaceChildren(problem(failure));
    } finally {
      pressed.disabled = false;
    }
  }

  async #search(next) {
    clearTimeout(this.#typing);
    const query = this.#query.value.trim();
    try {
      const found = await this.#wire.call('marketplace.search', {...(query ? {query} : {}), ...(next ? {next} : {})});
      if (query !== this.#query.value.trim()) {
        return;
      }
      this.#trouble.replaceChildren(...troubles(found.problems));
      const cards = found.plugins.map(each => this.#card(each));
      next ? this.#cards.append(...cards) : this.#cards.replaceChildren(...cards);
      if (!next && cards.length === 0) {
        this.#cards.replaceChildren(await this.#nothing(query));
      }
      this.#next = found.next;
      this.#more.replaceChildren(found.next ? button('More', () => this.#search(this.#next)) : '');
    } catch (failure) {
      this.#trouble.replaceChildren(problem(failure));
    }
  }

  async #nothing(query) {
    const {marketplaces} = await this.#wire.call('marketplace.list', {});
    return el('p', {class: 'none'}, marketplaces.length === 0
      ? 'No marketplace is named yet: ./postern marketplace add NAME URL --key KEY'
      : query ? 'No plugin has all these words.' : 'Marketplaces have no plugins.');
  }

  #card(each) {
    return el('article', {class: 'card offer', 'data-plugin': each.id},
      picture(this.#wire, each.marketplace, each.icon, each.title),
      el('div', {},
        el('h3', {}, el('a', {href: '#marketplace/' + encodeURIComponent(each.id)}, foreign(each.title))),
        el('p', {class: 'place'}, foreign(each.id), ' ', foreign(each.version), ' by ', foreign(each.publisher)),
        el('p', {class: 'badges'}, badge('maturity', each.maturity), ' ',
          each.update ? badge('installed', 'update') : each.installed ? badge('installed', 'installed') : '', ' ',
          each.refused ? badge('refused', 'does not fit') : '', ' ',
          el('span', {class: 'place'}, foreign(each.marketplace))),
        el('p', {}, foreign(each.description))));
  }
}
