#!/usr/bin/env python3
"""Makes the dictionaries that rows are compressed with, of the documents of an archive: of samples/, which are invented.

What was compressed with a dictionary needs that very one for ever. Where dictionaries are made anew, give them new
numbers and names, and go on reading rows by the old ones (codec.go).

  python3 gen/dictionaries.py ARCHIVE   # writes meta.dict and text.dict; needs zstandard 0.23 of PyPI
"""
import sqlite3
import sys

import zstandard

META, TEXT = 40001, 40002  # numbers below 32768 are reserved by the format


def main():
    old = {}
    for name, number in (("meta.dict", META), ("text.dict", TEXT)):
        with open(name, "rb") as f:
            old[number] = zstandard.ZstdCompressionDict(f.read())

    def unpack(frame):
        if not frame:
            return b""
        number = zstandard.get_frame_parameters(frame).dict_id
        return zstandard.ZstdDecompressor(dict_data=old.get(number)).decompress(frame, max_output_size=64 << 20)

    db = sqlite3.connect(f"file:{sys.argv[1]}/letopis.db?mode=ro", uri=True)
    rows = [[unpack(v) for v in row] for row in db.execute("SELECT meta, text FROM docs ORDER BY id")]
    for name, number, size, samples in (("meta.dict", META, 32 << 10, [r[0] for r in rows]),
                                        ("text.dict", TEXT, 64 << 10, [r[1] for r in rows])):
        with open(name, "wb") as f:
            f.write(zstandard.train_dictionary(size, samples, dict_id=number).as_bytes())


if __name__ == "__main__":
    main()
