import * as vscode from 'vscode';

/** What became of one step: a value, the wish to go back, or the wish to stop. */
export type Answer<Value> =
  { readonly kind: 'next'; readonly value: Value } | { readonly kind: 'back' } | { readonly kind: 'stop' };

export interface StepPlace {
  readonly title: string;
  /** Counts from 1. */
  readonly step: number;
  readonly steps: number;
}

interface StepChoice<Value> extends vscode.QuickPickItem {
  readonly value: Value;
}

/** One step of several: choose one. */
export function pickStep<Value>(
  place: StepPlace,
  placeholder: string,
  choices: readonly StepChoice<Value>[],
): Promise<Answer<Value>> {
  const input = vscode.window.createQuickPick<StepChoice<Value>>();
  input.items = choices;
  input.placeholder = placeholder;
  input.matchOnDescription = true;
  return ask(input, place, (accept) =>
    input.onDidAccept(() => {
      const [chosen] = input.selectedItems;
      if (chosen !== undefined) accept(chosen.value);
    }),
  );
}

/** One step of several: choose any number; the answer is in the order of the list. */
export function pickManyStep<Value>(
  place: StepPlace,
  placeholder: string,
  choices: readonly StepChoice<Value>[],
): Promise<Answer<readonly Value[]>> {
  const input = vscode.window.createQuickPick<StepChoice<Value>>();
  input.canSelectMany = true;
  input.items = choices;
  input.selectedItems = choices.filter((choice) => choice.picked === true);
  input.placeholder = placeholder;
  return ask(input, place, (accept) =>
    input.onDidAccept(() =>
      accept(choices.filter((choice) => input.selectedItems.includes(choice)).map((one) => one.value)),
    ),
  );
}

/** One step of several: write a text. `check` gives what is wrong with it, or null. */
export function inputStep(
  place: StepPlace,
  prompt: string,
  value: string,
  check: (text: string) => string | null,
): Promise<Answer<string>> {
  const input = vscode.window.createInputBox();
  input.prompt = prompt;
  input.value = value;
  const validate = () => {
    const wrong = input.value === '' ? null : check(input.value);
    input.validationMessage = wrong ?? '';
  };
  const typing = input.onDidChangeValue(validate);
  return ask(input, place, (accept) =>
    vscode.Disposable.from(
      typing,
      input.onDidAccept(() => {
        const wrong = check(input.value);
        if (wrong === null) accept(input.value);
        else input.validationMessage = wrong;
      }),
    ),
  );
}

/** What a quick pick and an input box have in common. */
type StepInput = vscode.QuickInput & Pick<vscode.InputBox, 'buttons' | 'onDidTriggerButton'>;

/** Shows the input until the user has answered it, gone back or left it. */
function ask<Value>(
  input: StepInput,
  { title, step, steps }: StepPlace,
  onAccept: (accept: (value: Value) => void) => vscode.Disposable,
): Promise<Answer<Value>> {
  input.title = title;
  input.step = step;
  input.totalSteps = steps;
  input.ignoreFocusOut = true;
  if (step > 1) input.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve) => {
    const end = (answer: Answer<Value>) => {
      resolve(answer); // hiding it below would answer `stop`, but only the first answer counts
      for (const listener of listeners) listener.dispose();
      input.dispose();
    };
    const listeners = [
      onAccept((value) => end({ kind: 'next', value })),
      input.onDidTriggerButton(() => end({ kind: 'back' })),
      input.onDidHide(() => end({ kind: 'stop' })),
    ];
    input.show();
  });
}
