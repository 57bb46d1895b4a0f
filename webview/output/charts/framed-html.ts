/**
 * The document of a frame that shows HTML of a chart. The frame is sandboxed: it has an origin of its own, and whatever is
 * loaded from outside is refused by the page's content-security policy, which the frame inherits, and by its own.
 *
 * The page's policy also refuses styles and scripts without its nonce. So style elements are given the nonce, style
 * attributes become rules of a style element, and where the user has allowed scripts those that stand in the text are given
 * the nonce. The frame's own policy then allows scripts that stand in it, so that one of them cannot use the nonce to load
 * another from outside.
 */
export function framedHtml(html: string, given: FrameSurroundings): FramedHtml {
  const { nonce, scripts, colors, font } = given;
  const page = new DOMParser().parseFromString(html, 'text/html');
  const parts = partsOf(page);
  const all = (selector: string) => parts.flatMap((part) => [...part.querySelectorAll(selector)]);
  const outer = outerSources(all);
  const isWhole = outer.length === 0 && all('link[rel~="stylesheet"], iframe, object, embed').length === 0;
  const hasScripts = all('script:not([src])').length > 0;
  for (const element of all('meta[http-equiv], base, link, iframe, object, embed')) element.remove();
  for (const script of all('script')) {
    if (!scripts || script.hasAttribute('src')) script.remove();
    else script.setAttribute('nonce', nonce);
  }
  // the policy would refuse them; what is not even asked for cannot be noticed outside
  for (const { element, attribute } of outer) element.removeAttribute(attribute);
  for (const style of all('style')) style.setAttribute('nonce', nonce);
  for (const [index, part] of parts.entries()) {
    const rules = styleRules(part, `${index}-`);
    if (rules.length === 0) continue;
    const own = page.createElement('style');
    own.setAttribute('nonce', nonce);
    own.textContent = rules.join('\n');
    (part === page ? page.head : part).append(own);
  }
  const policy = page.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    'img-src data:',
    'font-src data:',
    "form-action 'none'",
    "base-uri 'none'",
    ...(scripts ? ["script-src 'unsafe-inline'"] : []),
  ].join('; ');
  const base = page.createElement('style');
  base.setAttribute('nonce', nonce);
  base.textContent = `:root { color-scheme: ${colors.scheme}; } body { margin: 8px; background: ${colors.paper}; color: ${colors.ink}; font: 13px ${font}; }`;
  page.head.prepend(policy, base);
  return { page: `<!doctype html>${page.documentElement.outerHTML}`, isWhole, hasScripts };
}

export interface FramedHtml {
  /** The document for the frame. */
  readonly page: string;
  /** Whether it asks for nothing that is not in it: a script, a style or a picture from elsewhere. */
  readonly isWhole: boolean;
  /** Whether it has scripts that could be allowed. */
  readonly hasScripts: boolean;
}

export interface FrameSurroundings {
  readonly nonce: string;
  /** Whether its scripts may run. */
  readonly scripts: boolean;
  readonly colors: { readonly scheme: 'dark' | 'light'; readonly paper: string; readonly ink: string };
  readonly font: string;
}

/**
 * The document and what its templates hold, in which no selector of the document looks: a frame makes a shadow root of a
 * template with `shadowrootmode`, and what is in it counts.
 */
function partsOf(part: ParentNode): ParentNode[] {
  const held = [...part.querySelectorAll('template')].filter((element) => element instanceof HTMLTemplateElement);
  return [part, ...held.flatMap(({ content }) => partsOf(content))];
}

const sourceAttributes = ['src', 'srcset', 'poster', 'background', 'data'];

/** The attributes that make a browser load something which is not in the text itself. */
function outerSources(
  all: (selector: string) => readonly Element[],
): { readonly element: Element; readonly attribute: string }[] {
  const plain = sourceAttributes.flatMap((attribute) =>
    all(`[${attribute}]`).map((element) => ({ element, attribute })),
  );
  const drawn = all('image, use, feImage').flatMap((element) =>
    ['href', 'xlink:href'].map((attribute) => ({ element, attribute })),
  );
  return [...plain, ...drawn].filter(({ element, attribute }) => {
    const address = element.getAttribute(attribute);
    return address !== null && !/^\s*(?:data:|#)/i.test(address);
  });
}

/** Moves style attributes into rules, which are told apart from others by an attribute of ours that starts with `prefix`. */
function styleRules(part: ParentNode, prefix: string): string[] {
  return [...part.querySelectorAll('[style]')].map((element, index) => {
    const declarations = element.getAttribute('style') ?? '';
    element.removeAttribute('style');
    element.setAttribute('data-eider-style', `${prefix}${index}`);
    const name = `[data-eider-style="${prefix}${index}"]`;
    // braces would end the rule, and `<` the style element
    const safe = declarations.replaceAll(/[{}]/g, '').replaceAll('<', '\\3c ');
    return `${name}${name}${name} { ${safe} }`; // as strong as an attribute, against rules with classes
  });
}
