import {Answers} from './answers.js';
import {NoAnswer, Refused} from './cluster.js';
import {h} from './dom.js';

/** Somebody with whom nothing was shared tries what the members do. The refusals come from the object's own guards. */
export class Stranger {
  constructor(cluster, target) {
    this.cluster = cluster;
    this.target = target;
    this.root = document.getElementById('stranger');
    this.verdict = h('p', {class: 'verdict', role: 'status', 'aria-live': 'polite'});
    const rows = h('tbody');
    this.answers = new Answers(rows);
    this.name = h('input', {name: 'stranger', value: 'mallory', autocomplete: 'off', spellcheck: false, maxLength: 64, required: true});
    this.buttons = [
      this.button('Read it', 'read', (list) => ({path: `/objects/list/${list}`})),
      this.button('Add an item', 'insertTodo', (list) => ({method: 'POST', path: `/objects/list/${list}/insertTodo`, body: [{title: 'Steal the sword'}]})),
      this.button('Share it with myself', 'share', (list, user) => ({method: 'POST', path: `/app/lists/${list}/share`, body: [user]})),
    ];
    this.root.append(
      h('div', {class: 'pitch'}, h('h2', {id: 'stranger-title'}, 'A stranger tries'), this.about = h('p', {class: 'about'})),
      h('div', {class: 'tries'}, h('label', {class: 'name'}, h('span', {}, 'User id'), this.name), ...this.buttons),
      this.verdict,
      h('div', {class: 'answers'}, h('table', {},
        h('thead', {}, h('tr', {}, ...['Call', 'Node', 'Epoch', 'Version', 'Time'].map((text) => h('th', {scope: 'col'}, text)))),
        rows)));
    this.refresh();
  }

  refresh() {
    const {list, title, user} = this.target();
    this.about.textContent = list === null
      ? 'As soon as somebody has a list, a stranger can try to get at it.'
      : `“${title ?? list}”, which ${user} has open: nobody shared it with this user.`;
    for (const button of this.buttons) {
      button.disabled = list === null;
    }
  }

  button(text, what, request) {
    return h('button', {type: 'button', class: 'quiet', onclick: async () => {
      const user = this.name.value.trim();
      const {list} = this.target();
      if (user === '' || list === null) {
        return;
      }
      try {
        const via = this.cluster.nodes[this.cluster.nodes.length - 1].name;
        const answer = await this.cluster.call({user, via, ...request(encodeURIComponent(list), user)});
        this.answers.show(what, answer);
        this.say('admitted', 'Admitted.', `${user} is a member of this list.`);
      } catch (error) {
        if (error instanceof Refused) {
          this.answers.show(what, error.answer);
          this.say('refused', error.status === 403 ? 'Refused.' : 'Not done.', error.message);
        } else if (error instanceof NoAnswer) {
          this.say('silent', 'No answer.', error.message);
        } else {
          throw error;
        }
      }
    }}, text);
  }

  say(kind, title, text) {
    this.verdict.dataset.kind = kind;
    this.verdict.replaceChildren(h('strong', {}, title), ' ', text);
  }
}
