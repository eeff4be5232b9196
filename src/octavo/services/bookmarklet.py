"""A bookmark that sends the page one is looking at, and the pages that give and serve it.

A page may forbid that its scripts ask another server (`connect-src`) or send it a form
(`form-action`), but hardly that a window is opened. So the bookmark opens a window of
octavo's, hands the page to it (`postMessage`), and that window sends it to where it came from
itself. What stays is a page that keeps windows apart (`Cross-Origin-Opener-Policy`): that is
said in both, and the page is offered as a file for the inbox.

The token in the bookmark can be read by each page on which it is used, and only lets add.
"""

import base64
import hashlib
import html
import json
from pathlib import Path
from string import Template
from urllib.parse import quote

from octavo.services.web_server import LARGEST, Answer

_WAIT = 5_000
"""Milliseconds for the window to open and to ask for the page."""

_BOOKMARK = """
(()=>{
const o=$origin,
m=()=>document.documentElement.outerHTML,
s=()=>{if(confirm($refused)){
const a=document.createElement("a");
a.href=URL.createObjectURL(new Blob(
["\\ufeff<!-- saved from url=(0000)"+location.href+" -->\\n"+m()],{type:"text/html"}));
a.download=(document.title.replace(/[^\\p{L}\\p{N} -]+/gu," ").trim().slice(0,80)||"page")
+".html";
a.click()}},
w=open(o+"/send?token="+$token,"_blank","popup,width=520,height=360");
if(!w){s();return}
const t=setTimeout(s,$wait);
addEventListener("message",function f(e){
if(e.source===w&&e.origin===o&&e.data==="octavo asks"){
removeEventListener("message",f);clearTimeout(t);
w.postMessage({octavo:1,url:location.href,html:m()},o)}})
})()
"""

_REFUSED = (
    "The rules of this page keep it from being sent to octavo, or octavo is not running."
    " Save it as a file, for the inbox of octavo?"
)

_TAKES = """
const said = document.getElementById("said");
const token = new URLSearchParams(location.search).get("token");
const from = window.opener;
let asked = true;
history.replaceState(null, "", "/send");
const say = (words) => { said.textContent = words; };
const fail = (words) => {
  say(words);
  document.getElementById("save").hidden = false;
};
async function take(page) {
  document.getElementById("save").hidden = true;
  say("octavo reads the page …");
  const body = JSON.stringify({url: page.url, html: page.html});
  if (body.length > $largest) { fail("The page is too large to be sent."); return; }
  const headers = {"Authorization": "Bearer " + token, "Content-Type": "application/json"};
  try {
    const answer = await fetch("/api/add", {method: "POST", headers, body});
    const told = await answer.json();
    const [one] = Array.isArray(told) ? told : [{result: "rejected", reason: told.error}];
    const what = {added: "Added", unchanged: "Here already"}[one.result];
    if (what) say(what + (one.id ? " (" + one.id + ")" : "") + ". " + one.reason);
    else fail("It could not be added: " + one.reason);
  } catch (error) {
    fail("octavo does not answer: " + error.message);
  }
}
addEventListener("message", (event) => {
  const page = event.data;
  if (!asked || !from || event.source !== from || !page || page.octavo !== 1) return;
  asked = false;
  let origin = "";
  try { origin = new URL(page.url).origin; } catch { }
  if (origin !== event.origin) { fail("The page says that it is another."); return; }
  take(page);
});
if (!from) {
  asked = false;
  fail("The rules of that page keep it apart from other windows, so that it cannot be sent.");
} else {
  from.postMessage("octavo asks", "*");
  setTimeout(() => {
    if (asked) fail("The page sends nothing; its own rules may forbid it.");
  }, $wait);
}
"""

_STYLE = "body{font:16px/1.5 sans-serif;max-width:34em;margin:2em auto;padding:0 1em}"


def bookmark_of(host: str, token: str) -> str:
    """The address of the bookmark, for a server that the browser calls so."""
    words = {"origin": f"http://{host}", "token": token, "refused": _REFUSED, "wait": _WAIT}
    script = Template(_BOOKMARK).substitute({k: json.dumps(v) for k, v in words.items()})
    return "javascript:" + quote(script.replace("\n", ""), safe="!'()*-._~:;,/?@&=+$[]{}")


def page_of_bookmark(host: str, token: str) -> Answer:
    """A page from which the bookmark is drawn into the bar of the browser."""
    link = html.escape(bookmark_of(host, token))
    return _page(
        "The bookmark",
        f'<p>Draw this into the bar of your bookmarks: <a href="{link}">→ octavo</a></p>'
        "<p>It sends the page that you are looking at to octavo, as your browser shows it, as"
        " long as <code>octavo serve</code> runs. A page on which you use it can read what is"
        " in the bookmark; with that it may add pages, and read nothing.</p>",
    )


def page_that_takes(inbox: Path) -> Answer:
    """The window that asks the page for itself, and sends it."""
    said = html.escape(str(inbox))
    script = Template(_TAKES).substitute(wait=_WAIT, largest=LARGEST)
    return _page(
        "octavo",
        '<p id="said">octavo asks for the page …</p><p id="save" hidden>Save it instead with'
        f" Ctrl+S, or ⌘S, into the inbox: <code>{said}</code></p>",
        script,
    )


def _page(title: str, body: str, script: str = "") -> Answer:
    """A page that loads nothing, and runs nothing but its own script."""
    content = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1>{body}"
        f"{f'<script>{script}</script>' if script else ''}</body></html>\n"
    )
    policy = (
        f"default-src 'none'; base-uri 'none'; form-action 'none'; connect-src 'self';"
        f" style-src {_digest(_STYLE)}; script-src {_digest(script)}"
    )
    return Answer(content.encode(), "text/html; charset=utf-8", policy=policy)


def _digest(content: str) -> str:
    """How a policy names what may stand in a page (https://www.w3.org/TR/CSP3/)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
