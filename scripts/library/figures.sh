# Numbers of the benchmarks: shell starts and stops programs, bench-figures computes (its --help says more). Sourced; needs
# `tools`, the folder of the benchmarks' programs, and `results`, the folder that the figures go to.

value() { "$tools/bench-figures" value "$@"; } # value FILE NAME; a number of a report, - for standard input

median() { "$tools/bench-figures" median "$@"; } # median NUMBER...

# Writes a figure. RUNS is "OURS:REFERENCE …" or "OURS …"; FIELD=JSON is target, ratio_at_most, at_most, scale or details.
figure() { "$tools/bench-figures" record "$results" "$@"; } # figure NAME UNIT REFERENCE_NAME RUNS [FIELD=JSON...]
