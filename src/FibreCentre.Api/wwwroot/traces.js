// Reading a trace off its chart by finger, mouse and keys. The tables beside it say the same without this file.

const metres = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1, minimumFractionDigits: 1 });

const plot = document.querySelector('[data-trace-plot]');

// The chart that is shown: the wide one or the narrow one. Its axes stand on it.
const chart = () => [...plot.querySelectorAll('svg')].find(svg => svg.getClientRects().length > 0);

const axesOf = svg => Object.fromEntries(['left', 'right', 'top', 'bottom', 'from', 'to', 'low', 'high'].map(name => [name, Number(svg.getAttribute(`data-${name}`))]));

// The points of each line, in the chart's own units.
const lines = new WeakMap();
function linesOf(svg) {
  if (!lines.has(svg)) lines.set(svg, [...svg.querySelectorAll('.otdr-traces path')].map((path, index) => ({
    label: svg.querySelectorAll('.otdr-legend text')[index]?.textContent ?? '',
    points: [...path.getAttribute('d').matchAll(/[ML](-?[\d.]+)[ ,](-?[\d.]+)/g)].map(found => [Number(found[1]), Number(found[2])]),
  })));
  return lines.get(svg);
}

function levelAt(points, x) {
  let nearest = null;
  for (const point of points) if (nearest === null || Math.abs(point[0] - x) < Math.abs(nearest[0] - x)) nearest = point;
  return nearest !== null && Math.abs(nearest[0] - x) < 3 ? nearest[1] : null;
}

let share = null;   // where the cursor stands, from 0 to 1 of the axis: the same on both charts

function show() {
  const svg = chart();
  if (!svg || share === null) return;
  const axes = axesOf(svg), x = axes.left + share * (axes.right - axes.left);
  let cursor = svg.querySelector('.traces-cursor');
  if (!cursor) {
    cursor = document.createElementNS('http://www.w3.org/2000/svg', 'line');
    cursor.setAttribute('class', 'traces-cursor');
    cursor.setAttribute('stroke', '#0b0c0c');
    cursor.setAttribute('stroke-width', '1.5');
    svg.append(cursor);
  }
  for (const [name, value] of Object.entries({ x1: x, x2: x, y1: axes.top, y2: axes.bottom })) cursor.setAttribute(name, value);
  const said = linesOf(svg).map(line => [line.label, levelAt(line.points, x)]).filter(([, y]) => y !== null)
    .map(([label, y]) => `${label} ${(axes.low + (axes.bottom - y) / (axes.bottom - axes.top) * (axes.high - axes.low)).toFixed(2)} dB`);
  document.querySelector('[data-trace-read]').textContent = `${metres.format(axes.from + share * (axes.to - axes.from))} m: ${said.join('; ') || 'no trace here'}`;
}

function goTo(event) {
  const svg = chart(), box = svg.getBoundingClientRect(), axes = axesOf(svg);
  const x = (event.clientX - box.left) / box.width * svg.viewBox.baseVal.width;
  share = Math.min(1, Math.max(0, (x - axes.left) / (axes.right - axes.left)));
  show();
}

if (plot) {
  document.querySelector('[data-trace-read]').textContent = 'Drag across the chart, or use the arrow keys on it, to read it off.';
  plot.addEventListener('pointerdown', goTo);
  plot.addEventListener('pointermove', event => { if (event.buttons > 0 || event.pointerType === 'mouse') goTo(event); });
  plot.addEventListener('keydown', event => {
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20 };
    const links = { '+': 'in', '=': 'in', '-': 'out' };
    if (event.key in steps) share = Math.min(1, Math.max(0, (share ?? 0.5) + steps[event.key] * (event.shiftKey ? 0.02 : 0.0025)));
    else if (event.key === 'Home') share = 0;
    else if (event.key === 'End') share = 1;
    else {
      const link = event.key in links && document.querySelector(`[data-zoom="${links[event.key]}"]`);
      if (!link) return;
      event.preventDefault();
      link.click();
      return;
    }
    event.preventDefault();
    show();
  });
  addEventListener('resize', show);
}
