export const codeEditor = {
  save: 'Save',
  execute: 'Execute the flow',
  tryTask: 'Save, and run the task at the caret alone',
  follow: 'Go to the flow or file that is named here',
  larger: 'Larger font',
  smaller: 'Smaller font',
  usual: 'Font of the usual size',
  foldTexts: 'Fold or unfold texts of several lines',
} as const
