/**
 * The style of notebook pages: light and dark after the reader's setting, narrow screens, paper.
 *
 * @module
 */

/** CSS of notebook pages and the report; class names are those of nbconvert's basic template. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--ink:#1f2328;--soft:#59636e;--ground:#fff;--panel:#f6f8fa;--line:#d9dee3;--link:#0b5cad;
--key:#8a3d00;--text:#0a6b4b;--number:#6b3fa0;--comment:#59636e}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa4af;--ground:#111418;--panel:#1a1f26;--line:#343b43;
--link:#6cb6ff;--key:#f0a36b;--text:#7fd4b0;--number:#c9a6f5;--comment:#9aa4af}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.6 system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif}
main,footer,header nav{max-width:860px;margin:0 auto;padding:0 1rem}
header{border-bottom:1px solid var(--line)}
header nav{display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding-top:.6rem;padding-bottom:.6rem;font-size:.875rem}
a{color:var(--link)}
a[aria-current]{color:var(--ink);font-weight:600;text-decoration:none}
a.anchor-link{display:none}
h1{font-size:1.9rem;line-height:1.25;margin:1.6rem 0 .6rem;text-wrap:balance;overflow-wrap:anywhere}
h2{font-size:1.35rem;line-height:1.3;margin:2.2rem 0 .5rem}
h3{font-size:1.1rem;margin:1.6rem 0 .4rem}
.prompt,.input_prompt,.output_prompt,.jp-InputPrompt,.jp-OutputPrompt{display:none}
pre{overflow-x:auto;margin:0;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.input_area,.inner_cell .highlight{background:var(--panel);border:1px solid var(--line);border-radius:6px}
.input_area{padding:.6rem .8rem;margin:.8rem 0}
.input_area .highlight{border:0;background:none}
.output_area{margin:.6rem 0}
.output_text pre,.output_stream pre{color:var(--soft);padding:.2rem 0}
.output_error pre{color:#b3261e;white-space:pre-wrap}
@media(prefers-color-scheme:dark){.output_error pre{color:#ff8a80}}
table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums;margin:.4rem 0}
caption{caption-side:top;text-align:left;font-weight:600;padding:.3rem 0}
th,td{padding:.25rem .75rem .25rem 0;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--soft);font-weight:600}
.hx-table,.rendered_html{overflow-x:auto}
.hx-progress{color:var(--soft);font-size:.875rem}
code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--panel);padding:.1em .3em;border-radius:4px}
pre code{background:none;padding:0}
blockquote{margin:1rem 0;padding:.1rem 1rem;border-left:3px solid var(--line);color:var(--soft)}
footer{color:var(--soft);font-size:.8125rem;border-top:1px solid var(--line);margin-top:3rem;padding-top:.8rem;padding-bottom:2rem}
.highlight .k,.highlight .kd,.highlight .kc,.highlight .kr,.highlight .kt,.highlight .ow{color:var(--key)}
.highlight .s,.highlight .s1,.highlight .s2,.highlight .sb,.highlight .sr{color:var(--text)}
.highlight .m,.highlight .mi,.highlight .mf,.highlight .mb{color:var(--number)}
.highlight .c,.highlight .c1,.highlight .cm{color:var(--comment);font-style:italic}
@page{margin:16mm}
@media print{header{display:none}main,footer{max-width:none;padding:0}.input_area,table,tr{break-inside:avoid}h1,h2,h3{break-after:avoid}body{font-size:11pt}}
`;
