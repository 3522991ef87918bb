"""What a file holds for programs only: words that another reader may give and that nobody sees who opens the file.

Each function is a rule about a format, not about a file. of_file(path) joins those of its format, by name.
"""
import html.parser
import os
import re
import xml.etree.ElementTree as ET
import zipfile
import zlib

MOST = 32 << 20  # bytes of a file, or of a part of it, that are looked at
UNSEEN = ('script', 'style', 'template', 'noscript', 'head', 'option')
PAGES = ('.html', '.htm', '.xhtml', '.mht', '.docx', '.odt', '.epub', '.fb2', '.rtf')


def objects(path):
    """A PDF with its streams unpacked."""
    data = open(path, 'rb').read(MOST)
    unpacked = [data]
    for stream in re.findall(rb'stream\r?\n(.*?)endstream', data, re.S):
        try:
            unpacked.append(zlib.decompressobj().decompress(stream, 4 << 20))
        except zlib.error:
            pass
    return b'\n'.join(unpacked)


def strings(data, keys):
    """Values of the keys of a PDF's dictionaries, read as both charsets that they may be in."""
    text = []
    for value in re.findall(rb'/(?:' + keys + rb')\s*[(<\[/]([^)>\]]*)', data):
        if value.startswith(b'\xfe\xff'):
            text.append(value[2:].decode('utf-16-be', 'replace'))
            continue
        text.append(value.decode('cp1252', 'replace'))
        if re.fullmatch(rb'[0-9A-Fa-f]{8,}', value) and len(value) % 2 == 0:
            text.append(bytes.fromhex(value.decode()).decode('utf-16-be', 'replace'))
    text = ' '.join(text)
    return text + ' ' + re.sub(r'(?<=[a-z])(?=[A-Z])', ' ', text)


def of_form(path):
    """Names that the fields and notes of a PDF have for programs, and what may be chosen in them."""
    return strings(objects(path), rb'T|TU|DV|CA|N|AS|Opt|Subj|Name')


def of_notes(path):
    """What people wrote into the notes and fields of a PDF: it counts, though pdftotext does not print it."""
    return strings(objects(path), rb'V|Contents|RC')


class Page(html.parser.HTMLParser):
    """The text of a page that a browser does not show."""

    def __init__(self):
        super().__init__()
        self.open, self.text, self.shown = [], [], []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        style = (attrs.get('style') or '').replace(' ', '')
        if self.open and tag in ('br', 'hr', 'img', 'meta', 'link', 'input', 'base'):
            return
        if self.open or tag in UNSEEN or 'hidden' in attrs or 'display:none' in style:
            self.open.append(tag)

    def handle_endtag(self, tag):
        while tag in self.open:
            if self.open.pop() == tag:
                break

    def handle_data(self, data):
        (self.text if self.open else self.shown).append(data)

    def handle_comment(self, data):
        self.text.append(data)


def of_page(path):
    page = Page()
    page.feed(open(path, 'rb').read(4 << 20).decode('utf-8', 'replace'))
    return ' '.join(page.text), ' '.join(page.shown)


def parts(path, pattern):
    """The XML of the parts of a package whose names match; those that are no XML are passed over."""
    try:
        package = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return
    for info in package.infolist():
        if re.search(pattern, info.filename) and info.file_size <= MOST:
            try:
                yield ET.fromstring(package.read(info))
            except (ET.ParseError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
                pass


def local(tag):
    return tag.rsplit('}', 1)[-1]


def attribute(element, name):
    return next((v for k, v in element.attrib.items() if local(k) == name), None)


def split(root, is_hidden):
    """The texts of elements that are hidden, and of the others."""
    hidden, shown = [], []

    def walk(element, inside):
        inside = inside or is_hidden(element)
        (hidden if inside else shown).append(element.text or '')
        for child in element:
            walk(child, inside)
            (hidden if inside else shown).append(child.tail or '')
    walk(root, False)
    return ' '.join(hidden), ' '.join(shown)


def of_docx(path):
    """Hidden runs and text deleted with its changes tracked."""
    def is_hidden(element):
        name = local(element.tag)
        if name in ('del', 'moveFrom', 'delText'):
            return True
        vanish = next((e for p in element if local(p.tag) == 'rPr' for e in p if local(e.tag) == 'vanish'), None)
        return name == 'r' and vanish is not None and attribute(vanish, 'val') not in ('0', 'false', 'off')
    return joined(split(root, is_hidden) for root in parts(path, r'^word/[^/]*\.xml$'))


def of_odt(path):
    """Text whose style hides it, hidden fields, text deleted with its changes tracked."""
    roots = list(parts(path, r'^(content|styles)\.xml$'))
    styles = {attribute(s, 'name') for root in roots for s in root.iter() if local(s.tag) == 'style'
              and any(local(p.tag) == 'text-properties' and attribute(p, 'display') == 'none' for p in s)}

    def is_hidden(element):
        return local(element.tag) in ('hidden-text', 'hidden-paragraph', 'tracked-changes') or \
            attribute(element, 'style-name') in styles or attribute(element, 'display') == 'none'
    return joined(split(root, is_hidden) for root in roots)


def of_settings(path):
    """What OpenOffice 1 keeps for printers and the like."""
    return joined(split(root, lambda e: local(e.tag) == 'config-item') for root in parts(path, r'^settings\.xml$'))


def of_xlsx(path):
    """Readings of Japanese words, which Excel shows when it is asked to."""
    return joined(split(root, lambda e: local(e.tag) == 'rPh') for root in parts(path, r'sharedStrings|sheet\d+\.xml$'))


def of_rtf(path):
    """Groups that are hidden."""
    data = open(path, 'rb').read(MOST).decode('latin-1')
    hidden = ' '.join(re.sub(r'\\[a-z]+-?\d* ?', '', group) for group in re.findall(r'\\v(?![a-z0-9])([^{}]*)', data))
    return hidden, ''


def joined(pairs):
    hidden, shown = [], []
    for h, s in pairs:
        hidden.append(h)
        shown.append(s)
    return ' '.join(hidden), ' '.join(shown)


def workbooks(path):
    """Names of the workbooks that lie behind charts: what they are to show, the chart shows."""
    names = set()
    for root in parts(path, r'/charts/_rels/.*\.rels$'):
        names |= {os.path.basename(r.get('Target', '')) for r in root if 'package' in r.get('Type', '')}
    return names


def of_file(path, words):
    """Words by the rule that tells why they are not seen, without those that the file shows elsewhere."""
    ext = os.path.splitext(path)[1].lower()
    if ext == '.pdf':
        return {'names of fields': words(of_form(path))}
    found = {}
    hides = {'.docx': of_docx, '.docm': of_docx, '.odt': of_odt, '.xlsx': of_xlsx, '.xlsm': of_xlsx, '.rtf': of_rtf,
             '.sxw': of_settings, '.sxc': of_settings}
    for name, rule in (('hidden text', hides.get(ext)), ('markup', of_page if ext in PAGES else None)):
        if rule:
            try:
                hidden, shown = rule(path)
                found[name] = words(hidden) - words(shown)
            except (OSError, AssertionError, ValueError, RecursionError):
                pass
    return found
