// Puts text where the caret is, as if typed: undo works, and `input` tells the counter and the preview.
export function typeInto(box, text, selectFrom, selectTo) {
  const start = box.selectionStart;
  box.focus();
  if (!document.execCommand("insertText", false, text)) {
    box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  if (selectFrom !== undefined) box.setSelectionRange(start + selectFrom, start + selectTo);
}
