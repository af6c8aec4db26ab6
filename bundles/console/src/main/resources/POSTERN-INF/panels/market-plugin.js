// SPDX-License-Identifier: Apache-2.0
// A plugin of a marketplace: what is said of it, and what installing it would do before anybody does it.
import {badge, button, el, facts, foreign, moment, problem, row, speech, table} from './dom.js';
import {picture, screenshot} from './market-picture.js';

/** Marketplaces that are not well: what they have may be missing or old, and an empty list must not look like a full one. */
export function troubles(problems) {
  return problems.map(each => el('p', {class: 'problem', role: 'status', 'data-problem': each.marketplace},
    'The marketplace ', foreign(each.marketplace), ' is ' + each.code + ': ', foreign(each.message)));
}

export class MarketPlugin {
  #wire;
  #id;
  #version;
  #plan = el('div', {'aria-live': 'polite'});

  constructor(wire, id, version) {
    this.#wire = wire;
    this.#id = id;
    this.#version = version;
    this.element = el('div');
  }

  async load() {
    try {
      this.element.replaceChildren(...this.#content(await this.#wire.call('marketplace.show',
        {id: this.#id, ...(this.#version ? {version: this.#version} : {})})));
    } catch (failure) {
      this.element.replaceChildren(this.#trail(), problem(failure));
    }
  }

  #trail() {
    return el('nav', {'aria-label': 'Where this is'}, el('a', {href: '#marketplace'}, 'All plugins'), ' ',
      foreign(this.#id));
  }

  #content(shown) {
    const {plugin, installed, marketplace} = shown;
    return [this.#trail(), ...troubles(shown.problems),
      el('article', {class: 'sheet', 'data-shown': plugin.id},
        el('div', {class: 'offer'}, picture(this.#wire, marketplace, plugin.icon?.sha256, plugin.title),
          el('div', {}, el('h3', {}, foreign(plugin.title)),
            el('p', {class: 'badges'}, badge('maturity', plugin.maturity), ' ',
              installed ? badge('installed', 'installed') : '', ' ', shown.pinned ? badge('installed', 'pinned') : '', ' ',
              plugin.yanked ? badge('refused', 'taken back') : ''))),
        el('p', {}, speech(plugin.description)),
        plugin.yanked ? el('p', {class: 'problem'}, 'It was taken back: ', foreign(plugin.yanked.reason)) : null,
        shown.refused ? el('p', {class: 'problem'}, 'This version ', foreign(shown.refused), '.') : null,
        facts([['version', plugin.version], ['installed', installed], ['publisher', plugin.publisher],
          ['marketplace', marketplace], ['licence', plugin.licence], ['published', moment(plugin.published)],
          ['asks for', list(plugin.permissions)], ['tools', list(plugin.tools)], ['homepage', plugin.homepage],
          ['signed with', plugin.key], ['file', plugin.file.size + ' bytes, SHA-256 ' + plugin.file.sha256],
          ['has it, too', shown.others.join(', ')]]),
        this.#actions(shown), this.#plan,
        plugin.screenshots.length > 0 ? el('div', {class: 'screenshots'}, plugin.screenshots.map((each, i) =>
          screenshot(this.#wire, marketplace, each.sha256, i + 1))) : null),
      table('Versions, the newest first', ['Version', 'Published', 'Maturity', ''], shown.versions.map(each => row(
        [el('a', {href: '#marketplace/' + encodeURIComponent(plugin.id) + '/' + encodeURIComponent(each.version)},
          foreign(each.version)), moment(each.published), badge('maturity', each.maturity), each.refused],
        {'data-version': each.version})))];
  }

  #actions({plugin, installed, pinned}) {
    if (!this.#wire.may('plugins:write')) {
      return el('p', {class: 'none'}, 'Installing takes the scope plugins:write.');
    }
    return el('div', {class: 'actions'},
      installed === plugin.version ? null
        : button((installed ? 'Go to ' : 'Install ') + plugin.version + '…', () => this.#look(plugin), {class: 'approve'}),
      installed ? button(pinned ? 'Unpin' : 'Pin', () => this.#pin(plugin, !pinned)) : null);
  }

  async #pin(plugin, pinned) {
    try {
      await this.#wire.call('plugins.pin', {plugin: plugin.id, pinned}, {once: true});
      await this.load();
    } catch (failure) {
      this.#plan.replaceChildren(problem(failure));
    }
  }

  /** Just this version: what is shown is what is installed. */
  async #look(plugin) {
    const source = {name: plugin.id, version: plugin.version};
    this.#plan.replaceChildren(el('p', {class: 'clock'}, 'Fetching and checking it…'));
    try {
      const plan = await this.#wire.call('plugins.plan', {source});
      const refused = [...(plan.also ?? []), plan].filter(each => each.refused);
      this.#plan.replaceChildren(el('section', {class: 'card', 'aria-label': 'What would be done', 'data-plan': plan.plugin},
        el('h4', {}, plan.installed ? 'In place of ' + plan.installed : 'What comes'),
        [...(plan.also ?? []), plan].map(each => this.#step(each)),
        refused.map(each => el('p', {class: 'problem'}, foreign(each.plugin), ' is refused, ' + each.refused.code + ': ',
          foreign(each.refused.reason))),
        el('div', {class: 'actions'},
          refused.length === 0 ? button('Install', ({currentTarget}) => this.#install(currentTarget, source),
            {class: 'approve', 'data-confirm': true}) : null,
          button('Cancel', () => this.#plan.replaceChildren()))));
      this.#plan.scrollIntoView({block: 'nearest'});
    } catch (failure) {
      this.#plan.replaceChildren(problem(failure));
    }
  }

  #step({plugin, version, plan}) {
    const {trust, tools, contract} = plan;
    return el('div', {}, el('p', {class: 'summary'}, foreign(plugin), ' ', foreign(version)),
      facts([['signed by', trust?.signature.publisher], ['asks for', list(trust?.permissions.asked)],
        ['new permissions', list(trust?.permissions.more)], ['tools that come', list(tools.gained)],
        ['that change', list(tools.changed)], ['that go', list(tools.lost)],
        ['for callers', list(contract.map(each => each.tool + ': ' + each.text))],
        ['its code reaches', trust?.findings.length ? [...new Set(trust.findings.map(each => each.kind))].join(', ') : '']]),
      (trust?.warnings ?? []).map(each => el('p', {class: 'problem'}, foreign(each))));
  }

  async #install(pressed, source) {
    pressed.disabled = true;
    try {
      const done = await this.#wire.call('plugins.install', {source}, {once: true});
      await this.load();
      this.#plan.replaceChildren(el('p', {class: 'valid', role: 'status', 'data-done': done.plugin}, foreign(done.plugin), ' ',
        foreign(done.version), done.disabled ? ' is installed, and disabled' : ' serves',
        (done.also ?? []).flatMap(each => [', also ', foreign(each.plugin), ' ', foreign(each.version)])));
    } catch (failure) {
      this.#plan.replaceChildren(problem(failure));
    }
  }
}

/** One below the other; nothing where there is none. */
function list(values) {
  return values?.length ? el('span', {}, values.map(each => el('span', {class: 'foreign said', dir: 'ltr'}, foreign(each))))
    : undefined;
}
