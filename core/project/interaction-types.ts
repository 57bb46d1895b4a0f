import type { Problem } from '../protocol/problem';
import type { Position } from './types';

/** How a field of an interaction is filled in. */
export const inputKinds = ['checkbox', 'code', 'dropdown_menu', 'switch', 'text_field'] as const;

/** What the value of a field can be. */
export const valueTypes = ['boolean', 'date', 'datetime', 'dictionary', 'float', 'integer', 'list', 'string'] as const;
export type ValueType = (typeof valueTypes)[number];

export interface InteractionInput {
  readonly kind: (typeof inputKinds)[number];
  /** A text field for numbers. */
  readonly isNumber: boolean;
  /** What a menu offers. */
  readonly options: readonly { readonly label: string; readonly value: unknown }[];
}

/** A field to fill in. */
export interface InteractionVariable {
  /** Its name in the interaction's file. */
  readonly key: string;
  /** The variable of the run that it sets. */
  readonly uuid: string;
  /** For people. */
  readonly name: string;
  readonly description: string | null;
  readonly input: InteractionInput;
  readonly required: boolean;
  /** It is not asked. */
  readonly disabled: boolean;
  /** Tried one after the other; none takes what is filled in as it is. */
  readonly types: readonly ValueType[];
  readonly position: Position;
}

/** A form as `interactions/<uuid>.yaml` defines it. */
export interface Interaction {
  readonly uuid: string;
  /** Absolute path of that file. */
  readonly file: string;
  /** In the order of its layout. */
  readonly variables: readonly InteractionVariable[];
}

/** Who may use an interaction, and with which triggers: shown, since there are no users here. */
export interface Permission {
  readonly roles: readonly string[];
  readonly triggers: readonly { readonly type: string | null; readonly interval: string | null }[];
}

/** An interaction of a block of a pipeline, with what the pipeline changes of it. */
export interface BlockInteraction extends Interaction {
  readonly block: string;
  readonly name: string;
  readonly description: string | null;
  readonly permissions: readonly Permission[];
  /** Where the pipeline's `interactions.yaml` attaches it. */
  readonly position: Position;
}

export interface InteractionsReading {
  /** Absolute path of the pipeline's `interactions.yaml`. */
  readonly file: string;
  /** In the order of the layout, else of the file. */
  readonly interactions: readonly BlockInteraction[];
  /** Of the pipeline as a whole. */
  readonly permissions: readonly Permission[];
  readonly problems: readonly Problem[];
}
