// Asks the page's own server every two seconds and puts what has changed into the page.
(() => {
  'use strict';

  const PAUSE = 2000;
  const PARTS = 'main, .figures, .tiles';

  const status = document.createElement('p');
  status.className = 'subtitle';
  document.querySelector('header').append(status);
  let tag = '';
  let before = null;

  /** What the reader has chosen stays: series that are hidden, the order of a table, open folds. */
  const keep = (old, fresh) => {
    const same = (what, one) =>
      [...fresh.querySelectorAll(what)].find(other => other.textContent === one.textContent);
    old.querySelectorAll('.legend [aria-pressed="false"]').forEach(key => same('.legend li', key)?.click());
    old.querySelectorAll('th[aria-sort]').forEach(head => {
      same('th', head)?.click();
      if (head.getAttribute('aria-sort') === 'descending') same('th', head)?.click();
    });
    fresh.scrollLeft = old.scrollLeft;
  };

  /** Replaces what differs between two answers of the server. */
  const update = (shown, last, fresh) => {
    if (last && last.isEqualNode(fresh)) return;
    if (!shown.matches(PARTS) || !fresh.matches(PARTS)) {
      const placed = fresh.cloneNode(true);
      shown.replaceWith(placed);
      placed.dispatchEvent(new Event('fresh', { bubbles: true }));
      keep(shown, placed);
      return;
    }
    const there = [...shown.children];
    [...fresh.children].forEach((child, i) => {
      if (i < there.length) {
        update(there[i], last?.children[i], child);
      } else {
        const placed = child.cloneNode(true);
        shown.append(placed);
        placed.dispatchEvent(new Event('fresh', { bubbles: true }));
      }
    });
    there.slice(fresh.children.length).forEach(child => child.remove());
  };

  const look = async () => {
    try {
      const headers = tag ? { 'If-None-Match': tag } : {};
      const answer = await fetch(location.pathname, { cache: 'no-store', headers });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const main = page.querySelector('main');
        const shown = document.querySelector('main');
        const open = [...shown.querySelectorAll('details[open] summary')].map(one => one.textContent);
        update(shown, before, main);
        for (const fold of shown.querySelectorAll('details'))
          if (open.includes(fold.querySelector('summary').textContent)) fold.open = true;
        document.querySelector('.subtitle').textContent = page.querySelector('.subtitle').textContent;
        before = main;
        tag = answer.headers.get('ETag');
      } else if (answer.status !== 304) {
        throw new Error(answer.status);
      }
      status.textContent = 'Followed live; last looked at ' + new Date().toLocaleTimeString() + '.';
    } catch (gone) {
      status.textContent = 'No answer: cotflow watch has ended. This is what it last showed.';
    }
  };

  const follow = async () => {
    if (!document.hidden) await look();
    setTimeout(follow, PAUSE);
  };
  follow();
})();
