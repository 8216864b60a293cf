#!/usr/bin/env bash
# Runs functions of GradBench's evals by this library, by hand-derived C++ and by CoDiPack in turn, on the same inputs and
# one thread; prints a Markdown table of medians of two seconds each and their ratios.
#
# Needs the built jars, git, make, a C++17 compiler and, for nlohmann's json.hpp, curl. It fetches the sources of
# https://github.com/gradbench/gradbench (MIT; det.hpp EPL-2.0 or GPL-2.0-or-later), of json.hpp (MIT) and of
# https://github.com/SciCompKL/CoDiPack (GPL-3.0), and builds them for this processor into benchmarks/target/cpp.
# GRADBENCH_DIR and CODIPACK_DIR name folders that have the sources already.
set -euo pipefail
cd "$(dirname "$0")/.."
commit=f26651a7bcc120654fa895adecaf371b8cc059c5
codipack=v2.3.1
jar=$PWD/benchmarks/target/report.jar
[ -f "$jar" ] || { echo "no $jar: run mvn package -DskipTests first" >&2; exit 2; }
for program in git make "${CXX:-c++}"; do
  command -v "$program" > /dev/null || { echo "no $program, which builds the C++ tools" >&2; exit 2; }
done

fetch() { # URL REVISION FOLDER
  [ -d "$3/.git" ] || git init --quiet "$3"
  git -C "$3" fetch --quiet --depth 1 "$1" "$2" || { echo "cannot fetch $2 of $1" >&2; exit 2; }
  git -C "$3" checkout --quiet --force FETCH_HEAD
}

sources=${GRADBENCH_DIR:-$PWD/benchmarks/target/cpp/gradbench}
[ -n "${GRADBENCH_DIR:-}" ] || fetch https://github.com/gradbench/gradbench.git "$commit" "$sources"
headers=${CODIPACK_DIR:-$PWD/benchmarks/target/cpp/codipack}
[ -n "${CODIPACK_DIR:-}" ] || fetch https://github.com/SciCompKL/CoDiPack.git "refs/tags/$codipack" "$headers"
if [ ! -s "$sources/cpp/json.hpp" ]; then
  curl --silent --show-error --fail --location --output "$sources/cpp/json.hpp" \
    https://github.com/nlohmann/json/releases/download/v3.11.3/json.hpp ||
    { echo "cannot fetch json.hpp, which goes to $sources/cpp" >&2; exit 2; }
fi

for tool in manual codipack; do
  CPATH=$headers/include make --silent -C "$sources/tools/$tool" bin/det bin/ode bin/gmm bin/kmeans bin/ba >&2
done
java -jar "$jar" beside "$sources/tools"
