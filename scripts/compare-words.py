#!/usr/bin/env python3
"""Compares the words of an archive with those that Tika, pandoc, pdftotext and catdoc find in the same files.

    compare-words.py EXPORT FILES TIKA

EXPORT is what letopis export writes, FILES the folder that was taken in, TIKA what tika-app -J -t has written of it. A
file counts that has words; it is whole when .97 of the different words are found that Tika has, or that another reader
of its format has, if that is installed.

Words that Tika has and that nobody sees who opens the file are named, not counted: the column «seen» is the share without
them. They are those of metadata (values of Tika's own table of them, tags of sound), of markup (scripts, styles, comments
and what is hidden in a page), hidden and deleted text, choices of forms, names that fields of PDF forms have for programs,
codes of fields, workbooks behind charts, and labels that Tika writes itself (unseen.py). Beside them it leaves out what
Tika alone parts or joins: words that the other reader does not have, and whose letters, with those of a word beside them,
stand in our text in a row (pieces of up to three letters, as of rotated text, whether the other has such a piece or not);
in RTF, words that both join over the edge of a cell; in PDF, numbers of glyphs for letters; Russian and Chinese words
that they read in windows-1252; and words of a PDF's pages that pdftotext does not have either, as nobody can tell who is
right. How many words of each kind were
missing is in the last column. Words of days, months and truth values, which are shown in Russian, are left out on both
sides, as titles and the names of embedded files are.
"""
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata

import unseen

ADDED = set('page of footnoteref endnoteref true false error am pm january february march april may june july august '
            'september october november december jan feb mar apr jun jul aug sep oct nov dec '
            'monday tuesday wednesday thursday friday saturday sunday'.split())
CODES = set('formdropdown formcheckbox formtext mergeformat hyperlink pageref noteref styleref toc seq ref includepicture '
            'includetext numpages sectionpages filename docproperty docvariable mergefield macrobutton gotobutton eq quote '
            'embed link advance symbol autonum autonumlgl autotext printdate savedate createdate listnum msoffice '
            'upper lower arabic roman caps firstcap charformat bookmark citation addin dde ddeauto xe ta tc rd ask fillin '
            'set nextif mergerec mergeseq userinitials username useraddress date time edittime filesize'.split())
LABELS = {'.msg': 'from to cc bcc subject recipients date attachments', '.eml': 'from to cc subject date',
          '.pst': 'from to cc bcc subject', '.xls': 'no active file sheet', '.ppt': 'slide', '.pptx': 'slide'}
PANDOC = {'.docx': 'docx', '.odt': 'odt', '.epub': 'epub', '.fb2': 'fb2', '.rtf': 'rtf', '.html': 'html', '.htm': 'html',
          '.xhtml': 'html'}
OTHER = {'.pdf': ['pdftotext', '-q', '{}', '-'], '.doc': ['catdoc', '-d', 'utf-8', '{}'],
         **{ext: ['pandoc', '-f', name, '-t', 'plain', '{}'] for ext, name in PANDOC.items()}}


def row(text):
    """The words of a text in their order; one with a mark for a letter that was not read is none."""
    text = re.sub(r'\w*\ufffd[\w\ufffd]*', ' ', text)
    text = unicodedata.normalize('NFKC', re.sub('\xad(?:\\s*\n\\s*)?', '', text)).lower()
    text = re.sub(r'[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]|(?<=\d)e[-+]?\d+', '', text)
    text = re.sub(r'&"[^"\n]*"|&[a-z]\b|&\d+|(?:\b[a-z]{3,}://|mailto:)\S+', ' ', text)
    return re.findall(r'[^\W\d_]+', text)


def words(text):
    return set(row(text)) - ADDED


def without_codes(text, ext):
    """A text of Tika's without the codes of headers of sheets, with their page numbers, and those of fields of Word."""
    if ext in ('.xls', '.xlsx', '.xlsm', '.xlsb'):
        text = re.sub(r'&"[^"\n]*"|&K[0-9A-F]{6}|&\d+', ' ', text)
        text = re.sub(r'\w*[ .]*&P(?: *\w+ *&N)?', ' ', text)
        return re.sub(r'&[LCRNDTAFZGBIUESXY]', ' ', text)
    if ext in ('.ods', '.odt', '.odp', '.fods', '.odg', '.sxc'):  # cells that charts are of
        return re.sub(r"\S+\.\$?[A-Z]{1,3}\$?\d+(?::\S*\.?\$?[A-Z]{1,3}\$?\d+)?", ' ', text)
    if ext == '.rtf':
        text = re.sub(r'file_\d+\.\w+', ' ', text)  # what Tika calls pictures, joined to the word before
    if ext in ('.doc', '.docx', '.rtf'):
        text = re.sub(r'\bTC "[^"]*"( *\\\w+)*|\bMACROBUTTON \w+', ' ', text)  # entries of contents, names of macros
        code = re.compile(r'\b([A-Z]{2,})((?: +\w+)?(?: *\\[*@#a-z!]+(?: +(?:"[^"\n]*"|[\w./:]+))?)+)')
        return code.sub(lambda m: ' ' if m[1].lower() in CODES else m[0], text)
    return text


def of_tika(file, path):
    """The words of a file in their order, and those of metadata; none when Tika has no answer."""
    try:
        answer = json.load(open(file))
    except (OSError, ValueError):
        return None, set()
    ext = os.path.splitext(path)[1].lower()
    behind = unseen.workbooks(path) if ext in ('.docx', '.pptx', '.xlsx') else set()
    text, added, metadata = [], [''], []
    for part in answer:
        content, kind = part.get('X-TIKA:content') or '', str(part.get('Content-Type', ''))
        if kind.startswith(('audio/', 'video/')) or os.path.basename(str(part.get('resourceName'))) in behind:
            metadata.append(content)
        if not kind.startswith('image/'):
            text.append(without_codes(content, '.xls' if 'excel' in kind else ext))
        metadata += re.findall(r'\((\w{1,4})\) - ', content)  # initials of who comments
        added += [str(part.get(k, '')) for k in ('dc:title', 'resourceName', 'X-TIKA:embedded_resource_path')]
        metadata += [str(v) for k, v in part.items() if k != 'X-TIKA:content']
    leave = ADDED | words(' '.join(added))
    return [w for w in row('\n'.join(text)) if w not in leave], words(' '.join(metadata))


def of_other(file):
    command = OTHER.get(os.path.splitext(file)[1].lower())
    if not command or not shutil.which(command[0]):
        return set()
    try:
        out = subprocess.run([c.format(file) for c in command], capture_output=True, timeout=30, check=True).stdout
    except (subprocess.SubprocessError, OSError):
        return set()
    return words(out.decode('utf-8', 'replace'))


def parted(missing, theirs, ours):
    """Those of the missing words that our text has with other spaces in them or around them."""
    letters, found = ''.join(ours), set()
    for i, word in enumerate(theirs):
        if word in missing and word not in found:
            before, after = ''.join(theirs[max(0, i - 2):i]), ''.join(theirs[i + 1:i + 3])
            if len(word) > 7 and word in letters or len(before + word) > 5 and before[-8:] + word in letters or \
                    len(word + after) > 5 and word + after[:8] in letters:
                found.add(word)
    return found


def as_latin(missing, ours):
    """Those of the missing words that are Russian ones of ours, or letters of Chinese, read in windows-1252."""
    russian = {w.encode('cp1251').decode('cp1252') for w in ours if re.fullmatch('(?=.*[аеиоуыэюя])[а-яё]{3,}', w)}
    chinese = {s for w in ours if re.search('[一-鿿]', w) for s in (w, *w)}
    if chinese:
        chinese |= set('０１２３４５６７８９')
    latin = [s.encode('gb18030').decode('cp1252', 'replace') for s in chinese]
    return missing & ({unicodedata.normalize('NFKC', w).lower() for w in russian} | words(' '.join(latin)))


def over_cells(missing, text):
    """Those of the missing words that are two of ours, on both sides of the edge of a cell."""
    edges = re.findall(r'([^\W\d_]+)\t([^\W\d_]+)', unicodedata.normalize('NFKC', text).lower())
    return missing & {a + b for a, b in edges}


def as_glyphs(missing, text):
    """Those of the missing words that are ours by the numbers of their glyphs in fonts of Windows, 29 below ASCII."""
    shifted = ''.join(chr(ord(c) - 29) if '=' <= c <= '~' else c for c in text)
    return missing & words(shifted)


def whole(theirs, ours):
    return len(theirs - ours) <= .03 * len(theirs)


def main(export, folder, tika):
    texts = collections.defaultdict(list)
    for line in open(export):
        document = json.loads(line).get('document', {})
        name = re.split(r'[!#]', document.get('uri', ''))[0]
        texts[name] += [document.get('text', ''), document.get('aside', ''), document.get('uri', ''),
                        str(document.get('hints', ''))]
    table, hidden = collections.defaultdict(collections.Counter), collections.defaultdict(collections.Counter)
    for name in sorted(os.listdir(folder)):
        ext = os.path.splitext(name)[1].lower()
        kind, path = table[ext], os.path.join(folder, name)
        kind['files'] += 1
        in_order, metadata = of_tika(os.path.join(tika, name + '.json'), path)
        if in_order is None:
            kind['unanswered'] += 1
            continue
        theirs = set(in_order)
        if not theirs:
            continue
        kind['text'] += 1
        our_row = row('\n'.join(texts[re.split(r'[!#]', name)[0]]))
        ours = set(our_row)
        other = set() if whole(theirs, ours) else of_other(path)
        if whole(theirs, ours) or other and whole(other, ours):
            kind['whole'] += 1
            kind['seen'] += 1
            continue
        missing = theirs - ours
        rules = {'metadata': metadata, **unseen.of_file(path, words), 'codes of fields': CODES,
                 'labels': set(LABELS.get(ext, '').split()),
                 'parted otherwise': parted(missing, in_order, our_row) - {w for w in other if len(w) > 3},
                 'in another charset': as_latin(missing, ours)}
        if ext == '.rtf':
            rules['joined cells'] = over_cells(missing, '\n'.join(texts[re.split(r'[!#]', name)[0]]))
        if ext == '.pdf':
            rules['numbers of glyphs'] = as_glyphs(missing, '\n'.join(texts[re.split(r'[!#]', name)[0]]))
        if ext == '.pdf' and other:
            rules['read by Tika alone'] = missing - other - words(unseen.of_notes(path))
        for what, named in rules.items():
            hidden[ext][what] += len(missing & named)
            missing -= named
        seen = (theirs & ours) | missing
        if not seen or whole(seen, ours):
            kind['seen'] += 1
            continue
        print(f'{name}: {len(theirs & ours) / len(theirs):.2f} of {len(theirs)} words, without',
              ' '.join(sorted(missing)[:8]))
    print(f"{'format':8}{'files':>7}{'text':>7}{'whole':>7}  share   seen  words nobody sees, of files that are not whole")
    for ext, n in sorted(table.items(), key=lambda x: -x[1]['text']):
        share, seen = (f"{n[k] / n['text']:.3f}" if n['text'] else '-' for k in ('whole', 'seen'))
        named = ', '.join(f'{what} {count}' for what, count in hidden[ext].most_common() if count)
        silent = f"{n['unanswered']} that Tika gave no answer for" if n['unanswered'] else ''
        print(f"{ext:8}{n['files']:7}{n['text']:7}{n['whole']:7}{share:>7}{seen:>7}  {'; '.join(x for x in (named, silent) if x)}")
    total = sum(table.values(), collections.Counter())
    if total['text']:
        print(f"all{total['files']:12}{total['text']:7}{total['whole']:7}{total['whole'] / total['text']:7.3f}"
              f"{total['seen'] / total['text']:7.3f}")


main(*sys.argv[1:])
