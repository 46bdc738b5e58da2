import {Cluster} from './cluster.js';
import {h, keyed} from './dom.js';
import {Person} from './person.js';
import {Stranger} from './stranger.js';

const cluster = await Cluster.connect();
const at = (index) => cluster.nodes[index % cluster.nodes.length].name;
const parameters = new URLSearchParams(location.search);
const users = (parameters.get('users') ?? 'alice,bob').split(',').map((name) => name.trim()).filter((name) => name !== '').slice(0, 2);
const people = users.map((user, index) => new Person(cluster, {user, via: at(index)}));

document.getElementById('people').append(...people.map((person) => person.root));

const stranger = new Stranger(cluster, () => {
  const person = people.find((one) => one.selected !== null);
  return person === undefined
    ? {list: null, title: null, user: null}
    : {list: person.selected, title: person.titles.get(person.selected), user: person.user};
});

function state(node) {
  if (!node.up) {
    return node.seen ? 'stopped' : 'starting';
  }
  return cluster.owner === node.name ? 'owns it' : 'running';
}

function renderNodes() {
  keyed(document.getElementById('nodes'), cluster.nodes, (node) => node.name,
    () => h('li', {}, h('span', {class: 'light', 'aria-hidden': 'true'}), h('span', {class: 'node-name'}), h('span', {class: 'node-state'})),
    (element, node) => {
      element.className = node.up ? 'up' : node.seen ? 'down' : 'starting';
      element.classList.toggle('owns', node.up && cluster.owner === node.name);
      element.querySelector('.node-name').textContent = node.name;
      element.querySelector('.node-state').textContent = state(node);
    });
  stranger.refresh();
}

cluster.addEventListener('change', renderNodes);
renderNodes();
cluster.watch();
people.forEach((person) => {
  person.addEventListener('change', () => stranger.refresh());
  person.run();
});
