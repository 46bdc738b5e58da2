import {Answers} from './answers.js';
import {NoAnswer, Refused} from './cluster.js';
import {connectLabels, h, keyed} from './dom.js';

const POLL_MS = 1000;
const COLORS = ['BLUE', 'GREEN', 'YELLOW', 'ORANGE', 'RED', 'PURPLE'];

/** One person's half of the page. What is shown is always an answer of the cluster: nothing is guessed ahead of it. */
export class Person extends EventTarget {
  constructor(cluster, {user, via}) {
    super();
    this.cluster = cluster;
    this.user = user;
    this.via = via;
    this.selected = null;
    this.titles = new Map();
    this.known = [];
    this.state = null;
    this.shownVersion = -1;
    this.build();
  }

  build() {
    this.root = document.getElementById('person-template').content.firstElementChild.cloneNode(true);
    connectLabels(this.root);
    this.find = (selector) => this.root.querySelector(selector);
    this.answers = new Answers(this.find('.answers tbody'));

    const name = this.find('[name=user]');
    name.value = this.user;
    name.addEventListener('change', () => this.become(name.value.trim()));
    this.showAvatar();

    const via = this.find('[name=via]');
    via.append(...this.cluster.nodes.map((node) => h('option', {value: node.name}, node.name)));
    via.value = this.via;
    via.addEventListener('change', () => { this.via = via.value; });

    this.find('.add [name=color]').append(...COLORS.map((color) =>
      h('option', {value: color}, color[0] + color.slice(1).toLowerCase())));

    this.onSubmit('.new-list', (form) => this.create(form.title.value));
    this.onSubmit('.add', (form) => this.update('insertTodo', [{title: form.title.value, color: form.color.value}]), ['title']);
    this.onSubmit('.share', (form) => this.service('share', [form.user.value.trim()]));
    this.onSubmit('.rename-form', async (form) => {
      await this.update('rename', [form.title.value]);
      this.renaming(false);
    });
    this.find('.rename').addEventListener('click', () => this.renaming(true));
    this.find('.rename-form .cancel').addEventListener('click', () => this.renaming(false));
    this.find('.clear').addEventListener('click', () => this.attempt(() => this.update('clearCompleted', [])));
  }

  onSubmit(selector, action, clears) {
    const form = this.find(selector);
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const button = form.querySelector('[type=submit]');
      if (button.disabled) {
        return;
      }
      button.disabled = true;
      try {
        if (await this.attempt(() => action(form.elements))) {
          for (const field of form.querySelectorAll('input')) {
            if (clears === undefined || clears.includes(field.name)) {
              field.value = '';
            }
          }
        }
      } finally {
        button.disabled = false;
      }
    });
  }

  become(user) {
    if (user === '' || user === this.user) {
      this.find('[name=user]').value = this.user;
      return;
    }
    this.user = user;
    this.selected = null;
    this.state = null;
    this.shownVersion = -1;
    this.known = [];
    this.trouble(null);
    this.showAvatar();
    this.render();
    this.dispatchEvent(new Event('change'));
    this.attempt(() => this.poll());
  }

  showAvatar() {
    const avatar = this.find('.avatar');
    avatar.textContent = [...this.user][0].toUpperCase();
    let hue = 0;
    for (const char of this.user) {
      hue = (hue * 31 + char.codePointAt(0)) % 360;
    }
    this.root.style.setProperty('--hue', hue);
    this.root.setAttribute('aria-label', this.user);
  }

  // ---- calls -------------------------------------------------------------------------------------------------------------------

  /** Runs an action of the user; shows what was refused or not answered. True if it went well. */
  async attempt(action) {
    try {
      await action();
      this.trouble(null);
      return true;
    } catch (error) {
      if (error instanceof Refused) {
        this.trouble('refused', error.status === 403 ? 'Refused' : 'Not done', error.message);
      } else if (error instanceof NoAnswer) {
        this.trouble('silent', 'No answer', `${error.message}; try again in a moment.`);
      } else {
        throw error;
      }
      return false;
    }
  }

  async call(what, request, options) {
    try {
      const answer = await this.cluster.call({user: this.user, via: this.via, ...request});
      this.answers.show(what, answer, options);
      return answer;
    } catch (error) {
      if (error instanceof Refused) {
        this.answers.show(what, error.answer, options);
      }
      throw error;
    }
  }

  async create(title) {
    const id = crypto.randomUUID().replaceAll('-', '').slice(0, 12);
    await this.call('create', {method: 'POST', path: `/app/lists/${id}/create`, body: [title]});
    this.titles.set(id, title);
    this.known = [...this.known, id];
    await this.select(id);
  }

  async update(handler, args) {
    await this.call(handler, {method: 'POST', path: `/objects/list/${encodeURIComponent(this.selected)}/${handler}`, body: args});
    await this.pollList();
  }

  /** What needs a second object is done by the service behind the page, so that closing the page can't lose half of it. */
  async service(action, args) {
    await this.call(action, {method: 'POST', path: `/app/lists/${encodeURIComponent(this.selected)}/${action}`, body: args});
    await this.pollList();
  }

  async run() {
    for (;;) {
      if (document.visibilityState === 'visible') {
        await this.poll().catch((error) => this.pollFailed(error));
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  pollFailed(error) {
    if (error instanceof NoAnswer) {
      this.trouble('silent', 'No answer', `${error.message}; asking again.`);
    } else if (!(error instanceof Refused)) {
      throw error;
    }
  }

  async poll() {
    const user = this.user;
    const answer = await this.cluster.call({user, via: this.via, path: `/objects/user/${encodeURIComponent(user)}`});
    if (user !== this.user) {
      return;
    }
    const heard = answer.body.known.filter((entry) => entry.member).map((entry) => entry.list);
    const dropped = this.known.filter((id) => !heard.includes(id) && id !== this.selected);
    this.known = [...heard, ...this.known.filter((id) => !heard.includes(id) && !dropped.includes(id))];
    await Promise.all(this.known.filter((id) => !this.titles.has(id)).map((id) => this.readTitle(id)));
    if (this.selected === null && this.known.length > 0) {
      this.selected = this.known[0];
    }
    if (this.selected !== null) {
      await this.pollList();
    }
    this.render();
    if (this.root.dataset.trouble === 'silent') {
      this.trouble(null);
    }
  }

  async readTitle(id) {
    try {
      const answer = await this.cluster.call({user: this.user, via: this.via, path: `/objects/list/${encodeURIComponent(id)}`});
      this.titles.set(id, answer.body.title);
    } catch (error) {
      if (!(error instanceof Refused)) {
        throw error;
      }
      this.known = this.known.filter((other) => other !== id);
    }
  }

  async pollList() {
    const id = this.selected;
    const user = this.user;
    try {
      const answer = await this.call('read', {path: `/objects/list/${encodeURIComponent(id)}`}, {poll: true});
      if (id !== this.selected || user !== this.user) {
        return;
      }
      this.cluster.owner = answer.node;
      this.cluster.dispatchEvent(new Event('change'));
      if (Number(answer.version) >= this.shownVersion) {
        this.state = answer.body;
        this.shownVersion = Number(answer.version);
        this.titles.set(id, this.state.title);
      }
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 403 || id !== this.selected) {
        throw error;
      }
      this.known = this.known.filter((other) => other !== id);
      this.selected = null;
      this.state = null;
      this.trouble('refused', 'No longer shared', `“${this.titles.get(id) ?? id}” is not shared with ${user} any more.`);
    }
    this.render();
  }

  async select(id) {
    this.selected = id;
    this.state = null;
    this.shownVersion = -1;
    this.renaming(false);
    await this.pollList();
    this.dispatchEvent(new Event('change'));
  }

  // ---- rendering ---------------------------------------------------------------------------------------------------------------

  trouble(kind, title, text) {
    const box = this.find('.trouble');
    this.root.dataset.trouble = kind ?? '';
    box.replaceChildren(...(kind === null ? [] : [h('strong', {}, title), ' ', text]));
  }

  renaming(on) {
    this.find('.rename-form').hidden = !on;
    this.find('.list-head').hidden = on;
    if (on) {
      const field = this.find('.rename-form [name=title]');
      field.value = this.state?.title ?? '';
      field.focus();
      field.select();
    }
  }

  render() {
    keyed(this.find('.tabs'), this.known, (id) => id,
      (id) => h('li', {}, h('button', {type: 'button', onclick: () => this.attempt(() => this.select(id))})),
      (element, id) => {
        const button = element.firstElementChild;
        button.textContent = this.titles.get(id) ?? '…';
        button.setAttribute('aria-pressed', String(id === this.selected));
      });
    const list = this.state;
    this.find('.list').hidden = list === null;
    this.find('.empty').hidden = list !== null;
    if (list === null) {
      return;
    }
    const owner = list.createdBy === this.user;
    this.find('.title').textContent = list.title;
    this.find('.share').hidden = !owner;
    keyed(this.find('.member-list'), list.allowedUsers, (user) => user,
      (user) => h('li', {}, h('span', {}, user)),
      (element, user) => this.renderMember(element, user, list, owner));
    keyed(this.find('.todos'), list.todos, (todo) => todo.id, (todo) => this.makeTodo(todo), updateTodo);
    const open = list.todos.filter((todo) => !todo.completed).length;
    this.find('.count').textContent = list.todos.length === 0 ? 'Nothing here yet' : `${open} open, ${list.todos.length - open} done`;
    this.find('.clear').hidden = open === list.todos.length;
  }

  renderMember(element, user, list, owner) {
    const isOwner = user === list.createdBy;
    element.className = isOwner ? 'owner' : '';
    element.firstElementChild.textContent = isOwner ? `${user} · owner` : user;
    const removable = owner && !isOwner;
    const button = element.querySelector('button');
    if (removable && button === null) {
      element.append(h('button', {
        type: 'button', 'aria-label': `Stop sharing with ${user}`, title: `Stop sharing with ${user}`,
        onclick: () => this.attempt(() => this.service('unshare', [user])),
      }, '×'));
    } else if (!removable) {
      button?.remove();
    }
  }

  makeTodo(todo) {
    const box = h('input', {type: 'checkbox', onchange: async (event) => {
      const wanted = event.target.checked;
      if (!await this.attempt(() => this.update('setCompleted', [todo.id, wanted]))) {
        event.target.checked = !wanted;
      }
    }});
    return h('li', {},
      h('label', {}, box, h('span', {class: 'dot', 'aria-hidden': 'true'}), h('span', {class: 'text'})),
      h('button', {type: 'button', class: 'remove', onclick: () => this.attempt(() => this.update('removeTodo', [todo.id]))}, '×'));
  }
}

function updateTodo(element, todo) {
  element.dataset.color = todo.color;
  element.classList.toggle('done', todo.completed);
  const box = element.querySelector('input');
  if (document.activeElement !== box || box.checked !== todo.completed) {
    box.checked = todo.completed;
  }
  element.querySelector('.text').textContent = todo.title;
  const remove = element.querySelector('.remove');
  remove.setAttribute('aria-label', `Remove ${todo.title}`);
  remove.title = 'Remove';
}
