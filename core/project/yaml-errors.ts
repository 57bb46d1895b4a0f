import { isScalar, visit, type Document, type YAMLError } from 'yaml';

/** An error of YAML syntax in words for a person; `offset` is where to look, which is not always where parsing stopped. */
export interface DescribedYamlError {
  readonly code: 'yaml_syntax' | 'yaml_duplicate_key';
  readonly message: string;
  readonly remedy: string;
  readonly offset: number;
}

/** Says what is wrong with the YAML and what to do about it. `source.document` is the document as far as it was understood. */
export function describeYamlError(
  error: YAMLError,
  source: { readonly text: string; readonly document: Document.Parsed },
): DescribedYamlError {
  const offset = error.pos[0];
  const conflict = /^<{7}(?= |\r?$)/m.exec(source.text);
  if (conflict !== null) {
    return {
      code: 'yaml_syntax',
      message: 'The file holds the marks of an unresolved merge.',
      remedy: 'Resolve the merge: keep one of the versions and remove the <<<<<<<, ======= and >>>>>>> lines.',
      offset: conflict.index,
    };
  }
  if (error.code === 'DUPLICATE_KEY') {
    const key = /^[^:\r\n]*/.exec(source.text.slice(offset))?.[0].trim() ?? '';
    return {
      code: 'yaml_duplicate_key',
      message: `The key ${key} stands here a second time.`,
      remedy: 'Remove one of the two; until then the last one counts.',
      offset,
    };
  }
  return jinjaError(offset, source.text) ?? plainError(error, source.document);
}

/** `key: {{ name }}` reads as a map inside a map: the usual slip of people who write Jinja into YAML. */
function jinjaError(offset: number, text: string): DescribedYamlError | null {
  const line = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const template = /(?:^|[\s[:,-])(\{\{|\{%)/.exec(text.slice(line, end === -1 ? undefined : end));
  if (template === null) return null;
  return {
    code: 'yaml_syntax',
    message: 'A value that begins with a template such as {{ name }} is not YAML without quotes.',
    remedy: "Put the whole value in quotes: '{{ name }}'.",
    offset: line + template.index + template[0].length - (template[1]?.length ?? 0),
  };
}

function plainError(error: YAMLError, document: Document.Parsed): DescribedYamlError {
  const offset = error.pos[0];
  const syntax = (message: string, remedy: string, at = offset): DescribedYamlError => ({
    code: 'yaml_syntax',
    message,
    remedy,
    offset: at,
  });
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return syntax('The line is indented with a tab.', 'Indent with spaces; YAML does not allow tabs there.');
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return syntax(
        'The lines do not fit together: a colon too many, or an indentation that belongs to no line above.',
        'Put a value that contains ": " in quotes, and give all keys of one entry the same indentation.',
      );
    case 'BAD_INDENT':
      return syntax(
        `The indentation is wrong here (${error.message}).`,
        'Give all keys of one entry the same indentation, and close every [ and {.',
      );
    case 'BAD_SCALAR_START':
      return syntax(
        'A value begins with a character that YAML keeps for itself (@, `, % or a comma).',
        'Put the value in quotes.',
      );
    case 'MULTIPLE_DOCS':
      return syntax(
        'The file holds several YAML documents.',
        'Remove the line with --- and what does not belong here.',
      );
    case 'MISSING_CHAR':
      if (error.message.includes('closing')) {
        return syntax(
          'A quote that opens here is never closed.',
          'Close it, or double it if it is part of the text.',
          lastQuote(document) ?? offset,
        );
      }
      return error.message.includes('- indicator')
        ? syntax(
            'The line belongs to no entry of the list above.',
            'Indent it like the keys of its entry, or begin an entry with "- ".',
          )
        : syntax('A key has no value and no colon.', 'Write it as "key: value".');
    case 'BAD_DQ_ESCAPE':
      return syntax(
        'A backslash in double quotes begins an escape that does not exist.',
        "Use single quotes, or write the backslash twice; for a path '/' works on every system.",
      );
    case 'NON_STRING_KEY':
      return syntax('A list or map stands where a key is expected.', 'Put the value in quotes if it is meant as text.');
    default:
      return syntax(
        `The YAML cannot be read here: ${error.message}.`,
        'Correct the line; a value with special characters needs quotes.',
      );
  }
}

/** Where the last quoted text of the document opens: the one whose closing quote is missing. */
function lastQuote(document: Document.Parsed): number | null {
  let found: number | null = null;
  visit(document, {
    Scalar(_, scalar) {
      if (isScalar(scalar) && (scalar.type === 'QUOTE_DOUBLE' || scalar.type === 'QUOTE_SINGLE') && scalar.range) {
        found = scalar.range[0];
      }
    },
  });
  return found;
}
