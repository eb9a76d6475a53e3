(() => {
  const tooltip = document.getElementById("tooltip");
  for (const title of document.querySelectorAll(".has-tooltip title")) {
    title.parentNode.dataset.text = title.textContent;
    title.remove();
  }
  const hide = () => { tooltip.hidden = true; };
  document.addEventListener("pointermove", (event) => {
    const area = event.target.closest && event.target.closest(".has-tooltip");
    if (!area) return hide();
    tooltip.textContent = area.dataset.text;
    tooltip.hidden = false;
    const box = tooltip.getBoundingClientRect();
    const left = event.clientX + 14 + box.width > innerWidth ? event.clientX - 14 - box.width : event.clientX + 14;
    tooltip.style.left = Math.max(4, left) + "px";
    tooltip.style.top = Math.max(4, event.clientY - box.height - 10) + "px";
  });
  document.addEventListener("pointerleave", hide);
  document.addEventListener("scroll", hide, { passive: true });
})();
