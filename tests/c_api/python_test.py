#!/usr/bin/env python3
"""The C library from Python: the example of the README, and the same JSON as the command prints.

    python_test.py LIBRARY_FOLDER RIFFLE README SAMPLES
"""
import ctypes
import json
import os
import re
import subprocess
import sys
import tempfile


class SearchOptions(ctypes.Structure):
    """The first fields of riffle_search_options: an older header had no more."""
    _fields_ = [(name, ctypes.c_uint64) for name in ("size", "flags", "limit", "offset", "sort")]


def library_json(library, path, query):
    """What `riffle search FILE QUERY --format json --html -n 3` prints, by the library."""
    index, hits, text = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_char_p()
    snippets, suggest = 1, 4
    options = SearchOptions(ctypes.sizeof(SearchOptions), snippets | suggest, 3, 0, 0)
    assert library.riffle_index_open(path.encode(), None, ctypes.byref(index), None) == 0
    words = query.encode()
    length = ctypes.c_size_t(len(words))
    assert library.riffle_search_text(index, words, length, ctypes.byref(options), ctypes.byref(hits), None) == 0
    assert library.riffle_hits_json(hits, ctypes.byref(text), None, None) == 0
    answer = json.loads(text.value)
    library.riffle_free(text)
    library.riffle_hits_free(hits)
    library.riffle_index_close(index)
    return answer


def main():
    folder, riffle, readme, samples = sys.argv[1:]
    library = ctypes.CDLL(os.path.join(folder, "libriffle_c.so.1"))
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, "news.riffle")
        subprocess.run([riffle, "index", "--quiet", path, samples], check=True)
        for query in ("Hay'at al-Bahr", "storm AND (train", '"lake chad" date:2024-11..2024-12', "zzz", "sailros"):
            command = [riffle, "search", path, "-n", "3", "--format", "json", "--html", query]
            expected = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
            answer = library_json(library, path, query)
            del expected["took_us"], answer["took_us"]
            assert answer == expected, (query, answer, expected)
        with open(readme, encoding="utf-8") as text:
            example = re.search(r"```python\n(.*?)```", text.read(), re.S)[1]
        environment = dict(os.environ, LD_LIBRARY_PATH=folder)
        printed = subprocess.run([sys.executable, "-c", example], cwd=work, env=environment, check=True,
                                 stdout=subprocess.PIPE, text=True).stdout
        assert printed == "Hay'at al-Bahr sailors free dhow from sandbank off Kuwait\n", printed


if __name__ == "__main__":
    main()
