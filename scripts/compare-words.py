#!/usr/bin/env python3
"""Compares the words of an archive with those that Tika, pandoc and pdftotext find in the same files.

    compare-words.py EXPORT FILES TIKA

EXPORT is what letopis export writes, FILES the folder that was taken in, TIKA what tika-app -J -t has written of it. A
file counts that has words; it is whole when .97 of the different words are found that Tika has, or that pandoc (DOCX, ODT,
EPUB) or pdftotext have, if they are installed. What Tika adds itself does not count: titles, names of what is embedded, codes
of headers and fields, and English names of months and truth values, which are shown in Russian.
"""
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata

ADDED = set('page of footnoteref endnoteref formdropdown formcheckbox formtext mergeformat hyperlink true false error am pm '
            'january february march april may june july august september october november december jan feb mar apr jun jul '
            'aug sep oct nov dec'.split())
OTHER = {'.pdf': ['pdftotext', '-q', '{}', '-'], '.docx': ['pandoc', '-f', 'docx', '-t', 'plain', '{}'],
         '.odt': ['pandoc', '-f', 'odt', '-t', 'plain', '{}'], '.epub': ['pandoc', '-f', 'epub', '-t', 'plain', '{}']}


def words(text):
    text = unicodedata.normalize('NFKC', text.replace('\xad', '')).lower()
    text = re.sub(r'&"[^"\n]*"|&[a-z]\b|&\d+|(?:https?|file|mailto):\S+', ' ', text)
    return set(re.findall(r'[^\W\d_]+', text)) - ADDED


def of_tika(file):
    """Words, and those to be left out of any comparison."""
    try:
        parts = json.load(open(file))
    except (OSError, ValueError):
        return None
    text, added = [], ['']
    for part in parts:
        if not str(part.get('Content-Type', '')).startswith('image/'):
            text.append(part.get('X-TIKA:content') or '')
        added += [str(part.get(k, '')) for k in ('dc:title', 'resourceName', 'X-TIKA:embedded_resource_path')]
    return words('\n'.join(text)) - words(' '.join(added))


def of_other(file):
    command = OTHER.get(os.path.splitext(file)[1].lower())
    if not command or not shutil.which(command[0]):
        return set()
    try:
        out = subprocess.run([c.format(file) for c in command], capture_output=True, timeout=30, check=True).stdout
    except (subprocess.SubprocessError, OSError):
        return set()
    return words(out.decode('utf-8', 'replace'))


def main(export, folder, tika):
    ours = collections.defaultdict(set)
    for line in open(export):
        document = json.loads(line).get('document', {})
        name = re.split(r'[!#]', document.get('uri', ''))[0]
        said = [document.get('text', ''), document.get('aside', ''), document.get('uri', ''), str(document.get('hints', ''))]
        ours[name] |= words('\n'.join(said))
    table = collections.defaultdict(collections.Counter)
    for name in sorted(os.listdir(folder)):
        kind = table[os.path.splitext(name)[1].lower()]
        kind['files'] += 1
        theirs = of_tika(os.path.join(tika, name + '.json'))
        if theirs is None:
            kind['unanswered'] += 1
            continue
        if not theirs:
            continue
        kind['text'] += 1
        if len(theirs - ours[name]) <= .03 * len(theirs):
            kind['whole'] += 1
            continue
        other = of_other(os.path.join(folder, name))
        if other and len(other - ours[name]) <= .03 * len(other):
            kind['whole'] += 1
            continue
        print(f'{name}: {len(theirs & ours[name]) / len(theirs):.2f} of {len(theirs)} words, without',
              ' '.join(sorted(theirs - ours[name])[:8]))
    print(f"{'format':8}{'files':>7}{'text':>7}{'whole':>7}  share")
    for kind, n in sorted(table.items(), key=lambda x: -x[1]['text']):
        share = f"{n['whole'] / n['text']:.3f}" if n['text'] else '-'
        silent = f", {n['unanswered']} that Tika gave no answer for" if n['unanswered'] else ''
        print(f"{kind:8}{n['files']:7}{n['text']:7}{n['whole']:7}  {share}{silent}")


main(*sys.argv[1:])
