"""One small question of every type, as an author writes it."""

QUESTIONS = {
    "single": "::a::Which?{=right ~wrong}",
    "partial": "::a::Which two?{~%50%one ~%50%two ~%-100%three}",
    "whole": "// scoring: all-or-nothing\n::a::Which two?{~%50%one ~%50%two ~%0%three}",
    "true_false": "::a::Water is wet.{T}",
    "short_answer": "::a::Which regulation?{=信访工作条例 =%50%条例#Say its whole name.####See section 2.}",
    "numerical": "// unit: 元; 万元=10000\n::a::How much?{#=120:5#Well reckoned.}",
    "matching": "::a::Who does what?{=office -> files =desk -> asks =clerk -> writes = -> sleeps}",
    "ordering": "// type: ordering\n::a::In which order?{=first =second =third =fourth}",
    "cloze": "// type: cloze\n::a::Within {=fifteen =十五 =15} days {~one may =one must} pay {#3}.",
    "marking": (
        "// type: marking\n::a::Mark both deadlines.{~%text%The notice says: ~%50%Within ten days. ~%-50%In writing."
        " ~%50%Within a month.}"
    ),
    "material": (
        "// material: text\n::a::A long report.\n\n// material: part\n// points: 2\nWhat is it?{=a report ~a song}\n\n"
        "// material: part\nIt is long.{T}"
    ),
    "essay": "// rubric: 4 Keeps to the matter\n// rubric: 6 Clear\n// words: 5-800\n// markers: 2\n::a::Write.{}",
}
