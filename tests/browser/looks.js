// What axe would judge this page by, as numbers: each kind of element that is shown, with all that stands around it,
// and what is true of the page as a whole. Two pages with the same numbers differ in their words only.
//
// `window.looks` keeps one element of each kind that shows text: the contrast of the others is the same.
() => {
  // Attributes of which the value counts. Of the others it counts that they are there, and whether they are empty.
  const counts = name => /^(type|role|lang|scope|tabindex|autocomplete|open|dir)$/.test(name) ||
    (name.startsWith('aria-') && name !== 'aria-label');
  const refers = name => /^(for|headers|aria-(labelledby|describedby|controls|owns|errormessage|details))$/.test(name);
  const kindOf = id => document.getElementById(id)?.localName ?? 'nothing';

  const attribute = ({name, value}) => {
    if (refers(name)) return `${name} to ${value.split(/\s+/).map(kindOf)}`;
    if (name === 'href' && value.startsWith('#')) return `href to ${kindOf(value.slice(1))}`;
    if (counts(name)) return `${name}=${value}`;
    return value.trim() ? name : `empty ${name}`;
  };
  const speaks = e => e.matches('input, select, textarea') ||
    [...e.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const scrolls = (e, css) => (/auto|scroll/.test(css.overflowX) && e.scrollWidth > e.clientWidth) ||
    (/auto|scroll/.test(css.overflowY) && e.scrollHeight > e.clientHeight);

  const kinds = new Map();
  const kind = e => {
    if (!kinds.has(e)) {
      const css = getComputedStyle(e);
      kinds.set(e, [
        e.parentElement ? kind(e.parentElement) : '',
        e.localName, e.className, ...[...e.attributes].filter(({name}) => name !== 'class').map(attribute).sort(),
        css.display, css.position, css.opacity, css.clipPath, css.backgroundColor, css.backgroundImage,
        css.color, css.fontSize, css.fontWeight, css.textShadow,
        speaks(e), e.textContent.trim() !== '', e.labels?.length, e.disabled, scrolls(e, css),
      ].join('|'));
    }
    return kinds.get(e);
  };
  const number = text => {
    let high = 0xdeadbeef, low = 0x41c6ce57;
    for (let i = 0; i < text.length; i++) {
      high = Math.imul(high ^ text.charCodeAt(i), 2654435761);
      low = Math.imul(low ^ text.charCodeAt(i), 1597334677);
    }
    return (low & 0x1fffff) * 0x100000000 + (high >>> 0);
  };

  const shown = [...document.body.querySelectorAll('*')].filter(e => e.checkVisibility({visibilityProperty: true}));
  const all = selector => shown.filter(e => e.matches(selector));
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  const ofThePage = [
    document.documentElement.lang,
    document.title.trim() !== '',
    document.querySelector('meta[name=viewport]')?.content,
    // A second part of the same kind after the first changes nothing.
    all('h1, h2, h3, h4, h5, h6').map(e => e.localName).filter((level, i, levels) => level !== levels[i - 1]),
    all('h1').length,
    all('header, nav, main, aside, footer, dialog, [role], [aria-label]:is(section, form)').map(e =>
      `${e.localName} ${e.role} ${e.getAttribute('aria-label')} ${e.getAttribute('aria-labelledby')}`),
    ids.filter((id, i) => ids.indexOf(id) !== i),
  ];

  window.looks = new Map();
  const found = new Set([number(JSON.stringify(ofThePage))]);
  for (const e of shown) {
    const look = number(kind(e));
    found.add(look);
    if (speaks(e) && !window.looks.has(look)) window.looks.set(look, e);
  }
  return [...found];
}
