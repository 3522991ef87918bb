"""Writes the forms of the OpenCorpora dictionary with their lemmas, best first.

Needs: pip install pymorphy3 pymorphy3-dicts-ru. Run by `go generate ./internal/text`.
Each line: form TAB lemma[,lemma…]. A lemma that begins with "=" stands for the form
itself: participles keep their own stem beside the verb's, since officialese uses them
as adjectives («утверждённый» beside «утверждение»).
"""
import sys
import pymorphy3

morph = pymorphy3.MorphAnalyzer(lang="ru")
skip = {"Erro", "Init", "LATN", "PNCT", "ROMN", "UNKN", "NUMB"}
prob = morph.prob_estimator.p_t_given_w if morph.prob_estimator else None
forms = {}
for word, tag, normal, _para, _idx in morph.dictionary.iter_known_words():
    if len(word) < 2 or any(g in tag for g in skip):
        continue
    key = word.replace("ё", "е")
    p = prob.prob(key, tag) if prob else 0
    # Without a known probability common words beat names, and nominal forms beat rare ones.
    rare = sum(g in tag for g in ("Surn", "Name", "Patr", "Geox", "Orgn", "Arch", "Dist", "Infr", "Slng"))
    entry = forms.setdefault(key, {})
    participle = "PRTF" in tag or "PRTS" in tag
    for lemma in (["=" + key] if participle else []) + [normal.replace("ё", "е")]:
        score = (p, -rare)
        if lemma not in entry or entry[lemma] < score:
            entry[lemma] = score
for form in sorted(forms):
    entry = forms[form]
    best = sorted(entry, key=lambda lemma: (tuple(-x for x in entry[lemma]), not lemma.startswith("="), len(lemma), lemma))
    sys.stdout.write(form + "\t" + ",".join(best[:4]) + "\n")
