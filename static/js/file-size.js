// A file that the server would not take is refused at once, in words: data-most-bytes="16000000" on the file's field.
const size = (bytes) => `${(bytes / 1e6).toLocaleString("pt-BR", { maximumFractionDigits: 1 })} MB`;

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!box.matches?.("input[type='file'][data-most-bytes]")) return;
  document.getElementById(`${box.id}-size`)?.remove();
  const file = box.files[0];
  if (!file || file.size <= Number(box.dataset.mostBytes)) return;
  const said = document.createElement("p");
  said.id = `${box.id}-size`;
  said.className = "error";
  said.setAttribute("role", "alert");
  said.textContent = `O arquivo tem ${size(file.size)}. O limite é ${size(Number(box.dataset.mostBytes))}: escolha um menor.`;
  box.value = "";
  box.after(said);
});
