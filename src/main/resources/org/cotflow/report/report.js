// Values at the cursor, series on and off by their legend, tables sorted by their columns.
// The page can be read without it. It asks nobody for anything.
(() => {
  'use strict';

  const COLOR = /^var\(--((?:hue|order)-\d+|text|quiet)\)$/;
  const MOST_LINES = 10;

  const inkOf = mark =>
    ['stroke', 'fill'].map(name => COLOR.exec(mark.getAttribute(name) || '')).find(Boolean)?.[1];

  const shapeOf = mark => {
    const dashes = mark.getAttribute('stroke-dasharray');
    if (mark.tagName === 'circle') return 'point';
    return !dashes ? 'solid' : parseFloat(dashes) >= 5 ? 'dashed' : 'dotted';
  };

  /** The legend's entry that a mark belongs to; undefined where there is none. */
  const keyOf = (mark, keys) => {
    const ink = inkOf(mark);
    const same = keys.filter(key => key.dataset.ink === ink);
    return same.find(key => key.dataset.shape === shapeOf(mark)) || same[0];
  };

  const marksIn = part =>
    [...part.querySelectorAll('g[clip-path] path, g[clip-path] circle, g[clip-path] rect')]
      .filter(mark => !mark.closest('clipPath') && inkOf(mark));

  const short = value => {
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-3 || size >= 1e7)) return value.toExponential(3);
    return String(+value.toPrecision(4));
  };

  /** Does something on a click, and on Enter and Space. */
  const onPress = (part, action) => {
    part.tabIndex = 0;
    part.addEventListener('click', action);
    part.addEventListener('keydown', event => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        action();
      }
    });
  };

  const legend = figure => {
    const keys = [...figure.querySelectorAll('.legend li')];
    for (const key of keys) {
      key.setAttribute('role', 'button');
      key.setAttribute('aria-pressed', 'true');
      key.title = 'Show or hide';
      onPress(key, () => {
        const shown = key.getAttribute('aria-pressed') !== 'true';
        key.setAttribute('aria-pressed', String(shown));
        for (const mark of marksIn(figure))
          if (keyOf(mark, keys) === key) mark.style.display = shown ? '' : 'none';
      });
    }
  };

  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.hidden = true;
  document.body.append(tip);

  const axisOf = text => {
    const [low, high, scale] = text.split(' ');
    return share =>
      scale === 'log'
        ? low * Math.pow(high / low, share)
        : +low + share * (high - low);
  };

  const cursor = svg => {
    const area = svg.querySelector('clipPath rect');
    const frame = area && area.closest('g[clip-path]');
    if (!frame) return;
    const [left, top, width, height] =
      ['x', 'y', 'width', 'height'].map(name => +area.getAttribute(name));
    const x = axisOf(svg.dataset.x);
    const y = axisOf(svg.dataset.y);
    const keys = [...svg.closest('.figure').querySelectorAll('.legend li')];
    const title = name => svg.querySelector('.axis-title-' + name).textContent;
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'line');
    line.setAttribute('class', 'cursor');
    line.setAttribute('y1', top);
    line.setAttribute('y2', top + height);
    frame.parentNode.append(line);
    line.setAttribute('transform', frame.getAttribute('transform') || '');
    line.style.display = 'none';
    let series;

    /** The points of each mark, read once. */
    const read = () => marksIn(svg).map(mark => {
      const numbers = mark.tagName === 'circle'
        ? [+mark.getAttribute('cx'), +mark.getAttribute('cy')]
        : mark.tagName === 'path' && mark.getAttribute('fill') === 'none'
          ? (mark.getAttribute('d').match(/-?\d+(?:\.\d+)?(?:e-?\d+)?/gi) || []).map(Number)
          : [];
      return {mark, key: keyOf(mark, keys), numbers};
    }).filter(one => one.numbers.length > 1);

    const leave = () => {
      tip.hidden = true;
      line.style.display = 'none';
    };

    const move = event => {
      const at = new DOMPoint(event.clientX, event.clientY)
        .matrixTransform(frame.getScreenCTM().inverse());
      if (at.x < left || at.x > left + width || at.y < top || at.y > top + height) return leave();
      series = series || read();
      const nearest = new Map();
      for (const one of series) {
        if (one.mark.style.display === 'none') continue;
        for (let i = 0; i + 1 < one.numbers.length; i += 2) {
          const [px, py] = [one.numbers[i], one.numbers[i + 1]];
          if (px < left - 1 || px > left + width + 1 || py < top - 1 || py > top + height + 1)
            continue;
          const far = Math.abs(px - at.x) + Math.abs(py - at.y) / 1000;
          const name = one.key ? one.key.textContent : title('y');
          if (!nearest.has(name) || far < nearest.get(name).far)
            nearest.set(name, {far, px, py});
        }
      }
      const found = [...nearest].filter(([, one]) => one.far < width / 12)
        .sort((one, other) => one[1].far - other[1].far);
      if (found.length === 0) return leave();
      const places = found.slice(0, MOST_LINES).sort((one, other) => one[1].py - other[1].py);
      const from = found[0][1];
      const lines = [title('x') + ': ' + short(x((from.px - left) / width))];
      for (const [name, one] of places)
        lines.push(name + ': ' + short(y(1 - (one.py - top) / height)));
      tip.replaceChildren(...lines.map(text => {
        const row = document.createElement('div');
        row.textContent = text;
        return row;
      }));
      tip.hidden = false;
      line.setAttribute('x1', from.px);
      line.setAttribute('x2', from.px);
      line.style.display = '';
      const besides = event.clientX + 14 + tip.offsetWidth < innerWidth;
      tip.style.left =
        Math.max(4, besides ? event.clientX + 14 : event.clientX - 14 - tip.offsetWidth) + 'px';
      tip.style.top = Math.max(4, event.clientY - tip.offsetHeight - 10) + 'px';
    };

    svg.addEventListener('pointermove', move);
    svg.addEventListener('pointerdown', move);
    svg.addEventListener('pointerleave', leave);
  };

  const number = text => {
    const found = /^[\u00b1\s]*([-\u2212]?\d[\d.]*(?:e-?\d+)?)/i.exec(text);
    return found ? parseFloat(found[1].replace('\u2212', '-')) : NaN;
  };

  const sortable = table => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      head.title = 'Sort';
      onPress(head, () => {
        const down = head.getAttribute('aria-sort') === 'ascending';
        heads.forEach(one => one.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        const body = table.tBodies[0];
        const rows = [...body.rows].map(row => ({row, text: row.cells[column].textContent}));
        const numbers = rows.every(one => one.text === '' || !Number.isNaN(number(one.text)));
        const order = (one, other) => {
          if (one === '' || other === '') return (one === '') - (other === '');
          const by = numbers ? number(one) - number(other) : one.localeCompare(other);
          return down ? -by : by;
        };
        rows.sort((one, other) => order(one.text, other.text));
        body.append(...rows.map(one => one.row));
      });
    });
  };

  /** Gives life to a part of the page; a part that comes later is told by an event. */
  const attach = part => {
    const all = what => [part, ...part.querySelectorAll(what)].filter(one => one.matches(what));
    all('.figure').forEach(legend);
    all('svg.chart[data-x][data-y]').forEach(cursor);
    all('.scroll table').forEach(sortable);
  };
  attach(document.body);
  document.addEventListener('fresh', event => {
    tip.hidden = true;
    attach(event.target);
  });
})();
