// deno-lint-ignore-file no-unused-vars -- whoever draws has this text before its own
// Fits a figure into the width that its page gives it: reports and the dashboard draw with it.
const fitFigure = (data, layout, width) => {
  const wrapped = (text, most) => {
    const lines = [""];
    for (const word of text.split(" ")) {
      if (lines.at(-1) && lines.at(-1).length + word.length >= most) lines.push(word);
      else lines.push(`${lines.pop()} ${word}`.trim());
    }
    return lines.join("<br>");
  };
  const lines = (text) => text.split("<br>").length;

  // A legend that would not fit into one line beside the axes goes below them.
  const names = data.filter(({ name, showlegend }) => name && showlegend !== false)
    .map(({ name }) => name);
  if (names.reduce((sum, name) => sum + 7 * name.length + 45, 0) > width - 60) {
    const place = { y: 0, yref: "container", yanchor: "bottom", x: 0, xanchor: "left" };
    layout.legend = { ...layout.legend, orientation: "v", ...place };
    layout.margin.b += 17 * names.length + 12;
    layout.height += 17 * names.length + 12;
  }
  if (width >= 640) return;

  // Titles are wrapped for wide pages; on narrow ones they take more lines and so more room.
  const { title } = layout;
  const before = lines(title.text);
  title.font.size = 14;
  title.text = wrapped(title.text.replaceAll("<br>", " "), Math.floor(width / 9));
  let more = 20 * (lines(title.text) - before);
  if (title.subtitle) {
    title.subtitle.text = wrapped(title.subtitle.text, Math.floor(width / 7.5));
    more += 16 * (lines(title.subtitle.text) - 1);
  }
  layout.font.size = 11;
  layout.margin.t += more;
  layout.height += more;
};
