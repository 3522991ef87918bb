"""Keeps of the forms of names (from main.go) those that the OpenCorpora dictionary has as nouns
that are no names, or as an adjective and a noun that agree: «ковров», «большого камня», but
not «Сергиев Посад» or «Вятские Поляны», whose adjectives are of names.

Needs: pip install pymorphy3 pymorphy3-dicts-ru. Run by `go generate ./internal/places`.
"""
import sys
import pymorphy3

morph = pymorphy3.MorphAnalyzer(lang="ru")
names = {"Geox", "Surn", "Name", "Patr", "Orgn", "Trad", "Abbr", "Init", "Poss"}


def common(word):
    return [p.tag for p in morph.parse(word)
            if p.is_known and p.tag.POS in ("NOUN", "ADJF") and not names & set(p.tag.grammemes) and
            not ("ADJF" in p.tag and p.normal_form.endswith("ский"))]


def agree(a, b):
    return ({a.POS, b.POS} == {"ADJF", "NOUN"} and a.case == b.case and a.number == b.number and
            (a.number == "plur" or a.gender == b.gender))


def ordinary(name):
    words = [common(w) for w in name.split()]
    if len(words) == 1:
        return any(tag.POS == "NOUN" and "Subx" not in tag for tag in words[0])
    return len(words) == 2 and any(agree(a, b) for a in words[0] for b in words[1])


for name in sorted({line.strip() for line in sys.stdin}):
    if "-" not in name and ordinary(name):
        print(name)
