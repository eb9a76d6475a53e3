(() => {
  const tip = document.getElementById("tip");
  for (const title of document.querySelectorAll(".hint title")) {
    title.parentNode.dataset.text = title.textContent;
    title.remove();
  }
  const hide = () => { tip.hidden = true; };
  document.addEventListener("pointermove", (event) => {
    const hint = event.target.closest && event.target.closest(".hint");
    if (!hint) return hide();
    tip.textContent = hint.dataset.text;
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    const left = event.clientX + 14 + box.width > innerWidth ? event.clientX - 14 - box.width : event.clientX + 14;
    tip.style.left = Math.max(4, left) + "px";
    tip.style.top = Math.max(4, event.clientY - box.height - 10) + "px";
  });
  document.addEventListener("pointerleave", hide);
  document.addEventListener("scroll", hide, { passive: true });
})();
