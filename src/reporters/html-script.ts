/** The page's own behaviour. */
export const SCRIPT = `
(() => {
  const body = document.querySelector('#images tbody');
  const rows = [...body.querySelectorAll('tr.row')].map((row) => {
    const why = row.nextElementSibling;
    const text = (row.textContent + ' ' + why.textContent).toLowerCase();
    return { row, why, text };
  });
  const shown = document.querySelector('#shown');
  const filter = document.querySelector('#filter');
  const open = (row, why, yes) => {
    why.hidden = !yes;
    const button = row.querySelector('button');
    button.setAttribute('aria-expanded', String(yes));
  };
  const sieve = () => {
    const words = filter.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let count = 0;
    for (const { row, why, text } of rows) {
      const fits = words.every((word) => text.includes(word));
      row.hidden = !fits;
      if (!fits) open(row, why, false);
      count += fits ? 1 : 0;
    }
    shown.textContent = count + ' of ' + rows.length;
  };
  filter.addEventListener('input', sieve);
  body.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    const row = button.closest('tr');
    open(row, row.nextElementSibling, row.nextElementSibling.hidden);
  });
  const heads = document.querySelectorAll('#images th');
  heads.forEach((head, index) => {
    head.querySelector('button').addEventListener('click', () => {
      const up = head.getAttribute('aria-sort') !== 'ascending';
      heads.forEach((other) => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      const key = ({ row }) => {
        const cell = row.cells[index];
        return cell.dataset.sort || cell.textContent;
      };
      const order = new Intl.Collator('en', { numeric: true }).compare;
      const sign = up ? 1 : -1;
      const ordered = [...rows].sort((a, b) => order(key(a), key(b)) * sign);
      body.append(...ordered.flatMap(({ row, why }) => [row, why]));
    });
  });
  document.addEventListener('keydown', (event) => {
    const isFiltering = document.activeElement === filter;
    if (event.key === '/' && !isFiltering) {
      event.preventDefault();
      filter.focus();
    }
    if (event.key === 'Escape' && isFiltering) {
      filter.value = '';
      sieve();
    }
  });
  sieve();
})();
`;
