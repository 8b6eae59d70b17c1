"""Which pages the site has: README and docs, and what of the checkout they link to.

Links hold as they are written, since every file keeps its place in the checkout. A file that is no page, such as
values.yaml, becomes one that shows it.
"""

import os
import posixpath
import re
from pathlib import Path

from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files

LOG = get_plugin_logger("pages")
ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent
START = "README.md"
INDEX = "docs/README.md"
PICTURES = {".png", ".svg"}
SECTIONS = {
    "docs/operations": "Operations",
    "docs/reference": "Reference",
    "docs/internals": "Internals",
    "docs/decisions": "Decisions",
}
SCRIPT = "assets/mermaid.min.js"

FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(\]\()([^)\s#]+)((?:#[^)\s]*)?\))")
CODE = re.compile(r"`[^`]*`")


def on_config(config):
    script = os.environ.get("BOOTC_ROLLOUT_SITE_MERMAID")
    if script:
        config.extra_javascript.append(SCRIPT)
    else:
        # A diagram is then the text that it is drawn from, and nobody's browser asks another host for a program.
        config.mdx_configs["pymdownx.superfences"]["custom_fences"] = []
    return config


def on_files(files, config):
    found = [file for file in files if file.src_uri.startswith("assets/")]
    pages = reachable()
    found += [of_checkout(path, config) for path in pages]
    found.append(File.generated(config, "site.css", content=(HERE / "site.css").read_text()))
    script = os.environ.get("BOOTC_ROLLOUT_SITE_MERMAID")
    if script:
        found.append(File.generated(config, SCRIPT, abs_src_path=script))
    config.nav = navigation(pages)
    return Files(found)


def on_page_markdown(markdown, page, config, files):
    here = page.file.src_uri
    if not (ROOT / here).is_file():
        return markdown
    for number, why in misread(markdown):
        LOG.warning("%s:%d: %s", here, number, why)
    text = "\n".join(table_row(line) if line.lstrip().startswith("|") else line for line in markdown.split("\n"))
    return outside_of_fences(text, lambda part: LINK.sub(lambda link: to_page(here, link), part))


def reachable():
    """Paths of all pages of docs, and of what they and README lead to within the checkout."""
    waiting = [START] + sorted(str(page.relative_to(ROOT).as_posix()) for page in (ROOT / "docs").rglob("*.md"))
    seen = dict.fromkeys(waiting)
    for path in waiting:
        if not path.endswith(".md"):
            continue
        text = FENCE.sub("", (ROOT / path).read_text(encoding="utf-8"))
        for link in LINK.finditer(text):
            target = resolve(path, link.group(2))
            if target and target not in seen:
                seen[target] = None
                waiting.append(target)
    return list(seen)


def resolve(page, link):
    """The path in the checkout; None for another host's, and for what is not there, of which mkdocs complains."""
    if re.match(r"[a-z]+:", link):
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), link))
    return path if not path.startswith("..") and (ROOT / path).is_file() else None


def is_shown(path):
    return not path.endswith(".md") and Path(path).suffix not in PICTURES


def of_checkout(path, config):
    if not is_shown(path):
        return File.generated(config, path, abs_src_path=str(ROOT / path))
    language = Path(path).suffix.lstrip(".") or "text"
    text = (ROOT / path).read_text(encoding="utf-8")
    return File.generated(config, path + ".md", content=f"# `{path}`\n\n~~~~{language}\n{text}\n~~~~\n")


def to_page(here, link):
    target = resolve(here, link.group(2))
    if target and is_shown(target):
        return link.group(1) + link.group(2) + ".md" + link.group(3)
    return link.group(0)


def table_row(line):
    """Within code a forge takes the backslash before a bar away, and Python's Markdown leaves it."""
    return CODE.sub(lambda code: code.group(0).replace("\\|", "|"), line)


def outside_of_fences(text, change):
    parts, end = [], 0
    for fence in FENCE.finditer(text):
        parts += [change(text[end : fence.start()]), fence.group(0)]
        end = fence.end()
    return "".join(parts + [change(text[end:])])


def misread(markdown):
    """Lines that a forge takes for part of a list, and Python's Markdown does not."""
    lines = FENCE.sub(lambda fence: "\n" * fence.group(0).count("\n"), markdown).split("\n")
    item = re.compile(r"^( *)([*-]|\d+\.) ")
    nested = False
    for number, (before, line) in enumerate(zip([""] + lines, lines), start=1):
        begins = not before.strip()
        nested = line.startswith("    ") if begins else nested and line.startswith(" ")
        if begins and re.match(r"^ {1,3}\S", line):
            yield number, "indent what belongs to an item of a list by four blanks"
        if item.match(line) and not begins and not item.match(before) and (nested or not before.startswith(" ")):
            yield number, "leave a line free before a list, and before the item that follows such a block"


def navigation(paths):
    """README, then the pages of docs by folder, then what they link to."""
    shown = [path + ".md" if is_shown(path) else path for path in paths if Path(path).suffix not in PICTURES]
    sections = {title: [p for p in shown if posixpath.dirname(p) == folder] for folder, title in SECTIONS.items()}
    first = [START, INDEX, "docs/concepts.md", "docs/architecture.md", "docs/performance.md", "docs/glossary.md"]
    listed = set(first).union(*sections.values())
    rest = [path for path in shown if path not in listed]
    nav = [{"bootc-rollout": START}, {"All pages": INDEX}] + first[2:]
    nav += [{title: sorted(pages, key=index_first)} for title, pages in sections.items()]
    return nav + [{"The project": sorted(rest)}]


def index_first(path):
    return (not path.endswith("/README.md"), path)
