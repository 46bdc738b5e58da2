/** Makes an element: properties by name, `class`, `aria-…` and `data-…` as attributes, `on…` as listeners, then its children. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (name === 'class' || name.includes('-') || name === 'role') {
      element.setAttribute(name, value);
    } else {
      element[name] = value;
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

let ids = 0;

/** Connects each label that stands directly before its field with it. */
export function connectLabels(root) {
  for (const label of root.querySelectorAll('label.sr')) {
    const field = label.nextElementSibling;
    field.id = `field-${++ids}`;
    label.htmlFor = field.id;
  }
}

/** Reuses a list's elements by key, so that focus and hover survive a poll. */
export function keyed(parent, items, keyOf, make, update) {
  const present = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let previous = null;
  for (const item of items) {
    const key = keyOf(item);
    let element = present.get(key);
    if (element === undefined) {
      element = make(item);
      element.dataset.key = key;
    }
    present.delete(key);
    update(element, item);
    const expected = previous === null ? parent.firstElementChild : previous.nextElementSibling;
    if (element !== expected) {
      parent.insertBefore(element, expected);
    }
    previous = element;
  }
  for (const gone of present.values()) {
    gone.remove();
  }
}
