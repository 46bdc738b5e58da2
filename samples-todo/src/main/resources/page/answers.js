import {h} from './dom.js';

const KEPT = 5;

/** The last answers of one person: call, node, epoch, version, time. Polls replace their own line. */
export class Answers {
  constructor(body) {
    this.body = body;
  }

  show(call, answer, {poll = false} = {}) {
    const row = h('tr', {class: kind(answer)},
      h('th', {scope: 'row', title: call}, answer.status >= 400 ? `${call} ${answer.status}` : call),
      h('td', {title: `through ${answer.via}`}, answer.node ?? `via ${answer.via}`),
      h('td', {title: answer.epoch ?? ''}, answer.epoch ?? '–'),
      h('td', {}, answer.version ?? '–'),
      h('td', {}, `${answer.millis < 10 ? answer.millis.toFixed(1) : Math.round(answer.millis)} ms`));
    if (poll) {
      row.dataset.poll = call;
      const earlier = [...this.body.children].find((other) => other.dataset.poll === call);
      if (earlier !== undefined) {
        earlier.replaceWith(row);
        return;
      }
    }
    this.body.prepend(row);
    while (this.body.children.length > KEPT) {
      const spoken = [...this.body.children].filter((other) => other.dataset.poll === undefined);
      (spoken.length > 0 ? spoken[spoken.length - 1] : this.body.lastElementChild).remove();
    }
  }
}

function kind(answer) {
  return answer.status >= 400 ? 'refused' : 'ok';
}
