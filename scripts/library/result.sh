# One figure of the benchmarks as one JSON file. Sourced; needs `results`, the folder of the files.

# Reads a run a line, "OURS REFERENCE" or "OURS" alone, and writes $results/NAME.json, a slash of the name as a dash. The
# ratio is the median of the runs' ratios: each run had its reference right beside it.
write_result() { # write_result NAME UNIT REFERENCE_NAME TARGET DETAILS, the last three null or JSON
  local file=$results/${1//\//-}.json
  awk -v name="$1" -v unit="$2" -v reference_name="$3" -v target="$4" -v details="$5" '
    function median(values, count,    i, j, value) {
      for (i = 2; i <= count; i++) {
        value = values[i]
        for (j = i - 1; j >= 1 && values[j] > value; j--) values[j + 1] = values[j]
        values[j + 1] = value
      }
      return count % 2 ? values[(count + 1) / 2] : (values[count / 2] + values[count / 2 + 1]) / 2
    }
    NF > 0 {
      ours[++count] = $1 + 0
      run = sprintf("{\"ours\": %.10g", $1)
      if (NF > 1) {
        reference[count] = $2 + 0
        ratios[count] = $1 / $2
        run = run sprintf(", \"reference\": %.10g", $2)
      }
      runs = runs (count > 1 ? ", " : "") run "}"
      pairs = NF > 1
    }
    END {
      if (count == 0) exit 1
      printf "{\"name\": \"%s\", \"unit\": \"%s\", \"runs\": [%s], \"ours\": %.10g", name, unit, runs, median(ours, count)
      if (pairs) {
        printf ", \"reference\": %.10g, \"reference_name\": %s", median(reference, count), reference_name
        printf ", \"ratio\": %.3f", median(ratios, count)
      } else {
        printf ", \"reference\": null, \"reference_name\": null, \"ratio\": null"
      }
      printf ", \"target\": %s, \"details\": %s}\n", target, details
    }' >"$file" || {
    echo "no run of $1 was measured" >&2
    return 1
  }
  sed -E 's/"runs": \[[^]]*\], |, "details".*//g' "$file"
}

# The value of a number in a line of JSON.
number_of() { sed -nE "s/.*\"$2\": *(-?[0-9.]+).*/\1/p" <<<"$1"; } # number_of JSON KEY
