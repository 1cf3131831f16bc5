/** On a device with a mouse people type at once; on a phone the focus would open the keyboard over the page. */
export function hasKeyboard(): boolean {
  return matchMedia('(pointer: fine)').matches;
}
