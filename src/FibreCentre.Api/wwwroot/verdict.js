// The verdict while a figure is typed. The server judges again when the marks are saved.

export const written = /^[+-]?(\d{1,9}(\.\d{0,6})?|\.\d{1,6})$/;

const bound = text => text ? Number(text) : null;

function limitsOf({ atLeast, atMost, above, below }) {
  return { atLeast: bound(atLeast), atMost: bound(atMost), above: bound(above), below: bound(below) };
}

// As MeasureLimit.Admits says it: beyond these there is no such figure.
function isPossible(figure, { lowest, highest }) {
  return (bound(lowest) ?? figure) <= figure && figure <= (bound(highest) ?? figure);
}

function isWithin(figure, { atLeast, atMost, above, below }) {
  return (atLeast === null || figure >= atLeast) && (atMost === null || figure <= atMost) && (above === null || figure > above) && (below === null || figure < below);
}

// As MeasureLimit.Judge says it: too few readings are never a pass, and one outside fails at once unless the average counts.
function verdictOf(block) {
  const texts = [...block.querySelectorAll('.bay-figure')].map(input => input.value.trim().replace('\u2212', '-')).filter(text => text !== '');
  if (texts.length === 0) return ['', ''];
  if (texts.some(text => text.includes(','))) return ['not-met', 'Write the number with a point, like 1.5'];
  if (!texts.every(text => written.test(text))) return ['', ''];
  if (!texts.every(text => isPossible(Number(text), block.dataset))) return ['not-met', `Enter a value ${block.dataset.range}`];
  const figures = texts.map(Number), limits = limitsOf(block.dataset), needed = Number(block.dataset.needed), missing = needed - figures.length;
  const more = () => ['', missing === 1 ? '1 more reading needed' : `${missing} more readings needed`];
  if (block.dataset.aggregation === 'average') {
    if (missing > 0) return more();
    const mean = figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
    return isWithin(mean, limits) ? ['met', '✓ Average within the limit'] : ['not-met', '✗ Average outside the limit'];
  }
  if (!figures.every(figure => isWithin(figure, limits))) return ['not-met', '✗ Outside the limit'];
  return block.dataset.aggregation === 'each' && missing > 0 ? more() : ['met', '✓ Within the limit'];
}

function showVerdict(block) {
  const [state, words] = verdictOf(block);
  const said = block.querySelector('[data-verdict]');
  if (said.textContent !== words) said.textContent = words;
  said.className = `bay-verdict${state ? ` bay-verdict--${state}` : ''}`;
}

function addReading(block) {
  const readings = block.querySelector('[data-readings]');
  const copy = readings.lastElementChild.cloneNode(true);
  const input = copy.querySelector('input'), number = readings.children.length + 1;
  input.id = `${readings.querySelector('input').id}-${number}`;
  input.value = '';
  copy.querySelector('label').htmlFor = input.id;
  copy.querySelector('label').textContent = `Reading ${number}`;
  copy.querySelector('.govuk-input__suffix').removeAttribute('id');
  readings.append(copy);
  input.focus();
}

/** Judges a block of readings while they are typed. */
export function judge(block) {
  const notMeasured = block.querySelector('[type=checkbox]');
  block.addEventListener('input', ({ target }) => {
    if (!target.matches('.bay-figure')) return;
    if (target.value.trim() !== '') notMeasured.checked = false;
    showVerdict(block);
  });
  const add = block.querySelector('[data-add-reading]');
  if (add) {
    add.hidden = false;
    add.addEventListener('click', () => addReading(block));
  }
  showVerdict(block);
}
