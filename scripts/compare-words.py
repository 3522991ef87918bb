#!/usr/bin/env python3
"""Compares the words of an archive with those that Tika, pandoc, pdftotext and catdoc find in the same files.

    compare-words.py EXPORT FILES TIKA

EXPORT is what letopis export writes, FILES the folder that was taken in, TIKA what tika-app -J -t has written of it. A
file counts that has words; it is whole when .97 of the different words are found that Tika has, or that another reader
of its format has, if that is installed.

Words that Tika has and that nobody sees who opens the file are named, not counted: the column «seen» is the share without
them. They are those of metadata (values of Tika's own table of them), of markup (scripts, styles, comments and what is
hidden in a page), choices of forms, names that fields of PDF forms have for programs, codes of fields, and labels that
Tika writes itself. How many words of each kind were missing is in the
last column. Words of months and truth values, which are shown in Russian, are left out on both sides, as titles and the names of
embedded files are.
"""
import collections
import html.parser
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
import zlib

ADDED = set('page of footnoteref endnoteref true false error am pm january february march april may june july august '
            'september october november december jan feb mar apr jun jul aug sep oct nov dec'.split())
CODES = set('formdropdown formcheckbox formtext mergeformat hyperlink pageref noteref styleref toc seq ref includepicture '
            'includetext numpages sectionpages filename docproperty docvariable mergefield macrobutton gotobutton eq quote '
            'embed link advance symbol autonum autonumlgl autotext printdate savedate createdate listnum msoffice '
            'upper lower arabic roman caps firstcap charformat bookmark citation addin dde ddeauto xe ta tc rd ask fillin '
            'set nextif mergerec mergeseq userinitials username useraddress'.split())
LABELS = {'.msg': 'from to cc bcc subject recipients date attachments', '.eml': 'from to cc subject date',
          '.pst': 'from to cc bcc subject', '.xls': 'no active file', '.ppt': 'slide', '.pptx': 'slide'}
PANDOC = {'.docx': 'docx', '.odt': 'odt', '.epub': 'epub', '.fb2': 'fb2', '.rtf': 'rtf', '.html': 'html', '.htm': 'html',
          '.xhtml': 'html'}
OTHER = {'.pdf': ['pdftotext', '-q', '{}', '-'], '.doc': ['catdoc', '-d', 'utf-8', '{}'],
         **{ext: ['pandoc', '-f', name, '-t', 'plain', '{}'] for ext, name in PANDOC.items()}}
UNSEEN = ('script', 'style', 'template', 'noscript', 'head', 'option')


def words(text):
    text = unicodedata.normalize('NFKC', text.replace('\xad', '')).lower()
    text = re.sub(r'&"[^"\n]*"|&[a-z]\b|&\d+|(?:https?|file|mailto):\S+', ' ', text)
    return set(re.findall(r'[^\W\d_]+', text)) - ADDED


def of_fields(path):
    """Names and values for programs of the fields of a PDF form, its streams of objects unpacked."""
    data = open(path, 'rb').read(32 << 20)
    for stream in re.findall(rb'stream\r?\n(.*?)endstream', data, re.S):
        try:
            data += zlib.decompressobj().decompress(stream, 4 << 20)
        except zlib.error:
            pass
    names = re.findall(rb'/(?:T|TU|DV|CA|N|AS|Opt)\s*[(<\[/]([^)>\]]*)', data)
    text = []
    for name in names:
        if name.startswith(b'\xfe\xff'):
            text.append(name[2:].decode('utf-16-be', 'replace'))
        else:
            text.append(name.decode('cp1252', 'replace'))
            if re.fullmatch(rb'[0-9A-Fa-f]{8,}', name) and len(name) % 2 == 0:
                text.append(bytes.fromhex(name.decode()).decode('utf-16-be', 'replace'))
    return words(re.sub(r'(?<=[a-z])(?=[A-Z])', ' ', ' '.join(text))) | words(' '.join(text))


class Unseen(html.parser.HTMLParser):
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


def of_markup(path):
    try:
        data = open(path, 'rb').read(4 << 20)
        page = Unseen()
        page.feed(data.decode('utf-8', 'replace'))
        return words(' '.join(page.text)) - words(' '.join(page.shown))
    except (OSError, AssertionError, ValueError):
        return set()


def of_tika(file):
    """Words, those to be left out of any comparison, and those of metadata."""
    try:
        parts = json.load(open(file))
    except (OSError, ValueError):
        return None, set()
    text, added, metadata = [], [''], []
    for part in parts:
        if not str(part.get('Content-Type', '')).startswith('image/'):
            text.append(part.get('X-TIKA:content') or '')
        added += [str(part.get(k, '')) for k in ('dc:title', 'resourceName', 'X-TIKA:embedded_resource_path')]
        metadata += [str(v) for k, v in part.items() if k != 'X-TIKA:content']
    return words('\n'.join(text)) - words(' '.join(added)), words(' '.join(metadata))


def of_other(file):
    command = OTHER.get(os.path.splitext(file)[1].lower())
    if not command or not shutil.which(command[0]):
        return set()
    try:
        out = subprocess.run([c.format(file) for c in command], capture_output=True, timeout=30, check=True).stdout
    except (subprocess.SubprocessError, OSError):
        return set()
    return words(out.decode('utf-8', 'replace'))


def whole(theirs, ours):
    return len(theirs - ours) <= .03 * len(theirs)


def main(export, folder, tika):
    ours = collections.defaultdict(set)
    for line in open(export):
        document = json.loads(line).get('document', {})
        name = re.split(r'[!#]', document.get('uri', ''))[0]
        said = [document.get('text', ''), document.get('aside', ''), document.get('uri', ''), str(document.get('hints', ''))]
        ours[name] |= words('\n'.join(said))
    table, unseen = collections.defaultdict(collections.Counter), collections.defaultdict(collections.Counter)
    for name in sorted(os.listdir(folder)):
        ext = os.path.splitext(name)[1].lower()
        kind, path = table[ext], os.path.join(folder, name)
        kind['files'] += 1
        theirs, metadata = of_tika(os.path.join(tika, name + '.json'))
        if theirs is None:
            kind['unanswered'] += 1
            continue
        if not theirs:
            continue
        kind['text'] += 1
        if whole(theirs, ours[name]):
            kind['whole'] += 1
            kind['seen'] += 1
            continue
        other = of_other(path)
        if other and whole(other, ours[name]):
            kind['whole'] += 1
            kind['seen'] += 1
            continue
        missing = theirs - ours[name]
        for what, named in (('metadata', metadata), ('markup', of_markup(path) if ext in PANDOC or ext == '.mht' else set()),
                            ('names of fields', of_fields(path) if ext == '.pdf' else set()),
                            ('codes of fields', CODES), ('labels', set(LABELS.get(ext, '').split()))):
            unseen[ext][what] += len(missing & named)
            missing -= named
        seen = (theirs & ours[name]) | missing
        if not seen or whole(seen, ours[name]):
            kind['seen'] += 1
            continue
        print(f'{name}: {len(theirs & ours[name]) / len(theirs):.2f} of {len(theirs)} words, without',
              ' '.join(sorted(missing)[:8]))
    print(f"{'format':8}{'files':>7}{'text':>7}{'whole':>7}  share   seen  words nobody sees, of files that are not whole")
    for ext, n in sorted(table.items(), key=lambda x: -x[1]['text']):
        share, seen = (f"{n[k] / n['text']:.3f}" if n['text'] else '-' for k in ('whole', 'seen'))
        named = ', '.join(f'{what} {count}' for what, count in unseen[ext].most_common() if count)
        silent = f"{n['unanswered']} that Tika gave no answer for" if n['unanswered'] else ''
        print(f"{ext:8}{n['files']:7}{n['text']:7}{n['whole']:7}{share:>7}{seen:>7}  {'; '.join(x for x in (named, silent) if x)}")
    total = sum(table.values(), collections.Counter())
    if total['text']:
        print(f"all{total['files']:12}{total['text']:7}{total['whole']:7}{total['whole'] / total['text']:7.3f}"
              f"{total['seen'] / total['text']:7.3f}")


main(*sys.argv[1:])
