#!/usr/bin/env python3
"""Turns an outline into a presentation that LibreOffice opens (Flat ODP): slides.py OUTLINE > SLIDES.fodp

A line "# …" begins a slide with its title, "| … | …" is a row of its table, "> …" its notes; other lines are its points.
"""
import sys
from xml.sax.saxutils import escape

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.presentation">
<office:meta><dc:title>{title}</dc:title></office:meta>
<office:automatic-styles><style:page-layout style:name="page"><style:page-layout-properties fo:page-width="28cm" fo:page-height="21cm"/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Default" style:page-layout-name="page"/></office:master-styles>
<office:body><office:presentation>
"""
TAIL = "</office:presentation></office:body></office:document>\n"


def frame(kind, y, height, body):
    return f'<draw:frame presentation:class="{kind}" svg:x="1.5cm" svg:y="{y}cm" svg:width="25cm" svg:height="{height}cm">{body}</draw:frame>\n'


def box(lines):
    return "<draw:text-box>" + "".join(f"<text:p>{escape(l)}</text:p>" for l in lines) + "</draw:text-box>"


def table(rows):
    cell = lambda s: f"<table:table-cell><text:p>{escape(s)}</text:p></table:table-cell>"
    body = "".join("<table:table-row>" + "".join(map(cell, r)) + "</table:table-row>" for r in rows)
    return f'<table:table><table:table-column table:number-columns-repeated="{len(rows[0])}"/>{body}</table:table>'


def slide(n, title, points, rows, notes):
    out = f'<draw:page draw:name="Слайд {n}" draw:master-page-name="Default">\n' + frame("title", 1, 3, box([title]))
    if points:
        out += frame("outline", 5, 14, box(points))
    if rows:
        out += frame("table", 5, 10, table(rows))
    if notes:
        out += "<presentation:notes>" + frame("notes", 14, 12, box(notes)) + "</presentation:notes>"
    return out + "</draw:page>\n"


slides = []
for line in open(sys.argv[1], encoding="utf-8"):
    line = line.strip()
    if line.startswith("# "):
        slides.append((line[2:], [], [], []))
    elif line.startswith("| "):
        slides[-1][2].append([c.strip() for c in line.strip("|").split("|")])
    elif line.startswith("> "):
        slides[-1][3].append(line[2:])
    elif line:
        slides[-1][1].append(line)
sys.stdout.write(HEAD.format(title=escape(slides[0][0])) + "".join(slide(i + 1, *s) for i, s in enumerate(slides)) + TAIL)
