/**
 * The dashboard's style on top of the report's.
 *
 * @module
 */
import { FIGURE_STYLE } from "../report/figures/html.ts";
import { PAGE_STYLE } from "../report/page_style.ts";

const DASHBOARD_STYLE = `
main,footer,header .hx-bar{max-width:1240px;margin-left:auto;margin-right:auto;padding-left:1.25rem;padding-right:1.25rem}
body{min-height:100vh;display:flex;flex-direction:column}
main{flex:1;width:100%;padding-bottom:2rem}
footer{width:100%}
.hx-skip{position:absolute;left:-999rem}
.hx-skip:focus{left:1rem;top:.5rem;background:var(--ground);padding:.5rem 1rem;z-index:9;border:2px solid var(--link)}
header{position:sticky;top:0;background:var(--ground);z-index:5}
header .hx-bar{display:flex;align-items:center;gap:1.5rem;min-height:3.25rem}
.hx-brand{font-weight:700;color:var(--ink);text-decoration:none;white-space:nowrap;letter-spacing:-.01em}
.hx-brand b{color:var(--link)}
header nav{max-width:none;margin:0;padding:0;flex-wrap:nowrap;gap:.25rem;overflow-x:auto;scrollbar-width:thin}
header nav a{padding:.4rem .7rem;border-radius:6px;text-decoration:none;color:var(--soft);white-space:nowrap;font-size:.9rem}
header nav a:hover{background:var(--panel);color:var(--ink)}
header nav a[aria-current]{background:var(--panel);color:var(--ink);font-weight:600}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
h1{margin:1.4rem 0 .4rem;overflow-wrap:anywhere}
h2{margin-top:2rem}
h2{overflow-wrap:anywhere}
th{text-align:left}
section>h2{border-top:1px solid var(--line);padding-top:1.2rem}
.hx-lead{font-size:1.08rem;margin:.3rem 0 .8rem;max-width:75ch}
.hx-cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(180px,1fr));gap:.75rem;margin:1rem 0}
.hx-card{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:.8rem 1rem;min-width:0}
.hx-card b{display:block;font-size:1.5rem;line-height:1.25;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.hx-card span{color:var(--soft);font-size:.875rem}
.hx-scroll{overflow-x:auto;max-width:100%}
.hx-scroll:focus-visible{outline-offset:0}
.hx-scroll pre{overflow:visible;width:max-content;min-width:100%}
.hx-scroll table{min-width:100%}
tbody tr:hover{background:var(--panel)}
th,td{padding:.4rem .9rem .4rem .3rem}
td.hx-number,th.hx-number{text-align:right;white-space:nowrap}
td.hx-id{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.82rem;max-width:18rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
tr.hx-strong td{font-weight:600}
.hx-note{color:var(--soft);font-size:.9rem;max-width:85ch}
.hx-warning{border-left:4px solid #d55e00;background:var(--panel);padding:.6rem 1rem;border-radius:0 6px 6px 0;max-width:85ch}
.hx-empty{border:1px dashed var(--line);border-radius:8px;padding:2rem 1.25rem;text-align:center;color:var(--soft);margin:1rem 0}
.hx-columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,430px),1fr));gap:0 2rem;align-items:start}
.hx-columns>*{min-width:0}
form.hx-form{display:flex;flex-wrap:wrap;gap:.8rem 1rem;align-items:end;background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:.9rem 1rem;margin:1rem 0}
.hx-form label{display:flex;flex-direction:column;gap:.25rem;font-size:.85rem;color:var(--soft);min-width:0}
.hx-form label.hx-wide{flex:1 1 18rem}
.hx-form input,.hx-form select{font:inherit;font-size:1rem;color:var(--ink);background:var(--ground);border:1px solid #7b858f;border-radius:6px;padding:.4rem .6rem;min-width:0;max-width:100%}
.hx-form input[type=number]{width:9rem}
.hx-form input[type=range]{padding:.4rem 0;border:0;background:none;width:100%;accent-color:var(--link)}
.hx-form button,.hx-button{font:inherit;font-size:.95rem;padding:.45rem .9rem;border-radius:6px;border:1px solid var(--link);background:var(--ground);color:var(--link);text-decoration:none;cursor:pointer;display:inline-block}
.hx-form button:hover,.hx-button:hover{background:var(--link);color:var(--ground)}
.hx-live-ready .hx-form button[type=submit]{display:none}
.hx-pages strong,.hx-pages .hx-tab{padding:.35rem .8rem;border-radius:6px;border:1px solid var(--line);text-decoration:none}.hx-pages strong{background:var(--panel);border-color:var(--link)}
.hx-pages{display:flex;gap:1rem;align-items:center;margin:.8rem 0}
.hx-reasons{margin:0;padding-left:1.1rem}
.hx-busy{opacity:.55}
.hx-why{display:block;min-width:17rem}
.hx-static svg{max-width:100%;height:auto}
.hx-figure{overflow:hidden}
dl.hx-facts{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.2rem;font-size:.9rem;margin:.5rem 0}
dl.hx-facts dt{color:var(--soft)}
dl.hx-facts dd{margin:0;overflow-wrap:anywhere}
.hx-tag{display:inline-block;border:1px solid var(--line);border-radius:99px;padding:.05rem .6rem;font-size:.8rem;color:var(--soft)}
.hx-said{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
@media(max-width:640px){.hx-scroll table:has(th:nth-child(5)){min-width:42rem}h1{font-size:1.5rem}header .hx-bar{flex-direction:column;align-items:stretch;gap:0;padding-top:.4rem;padding-bottom:.3rem}
header nav{flex-wrap:wrap;overflow-x:visible}
.hx-cards{grid-template-columns:repeat(2,minmax(0,1fr))}.hx-card b{font-size:1.2rem}
dl.hx-facts{grid-template-columns:1fr}dl.hx-facts dd{margin-bottom:.4rem}.hx-form label{flex:1 1 8rem}.hx-form input[type=number]{width:100%}}
`;

/** Everything a page needs. */
export const STYLE = PAGE_STYLE + FIGURE_STYLE + DASHBOARD_STYLE;
