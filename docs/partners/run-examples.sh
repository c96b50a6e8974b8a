#!/bin/sh
# Runs every example twice: the second time each must be told that its lead is known. Needs kcat, Java 17, Maven, Python 3
# and Node; what they need is put into a folder of its own, outside of this one. Run it against a Clientele that runs:
#   npm run start:kafka
#   KAFKA_BROKERS=127.0.0.1:9092 docs/partners/run-examples.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=${WORK:-$(mktemp -d)}
id=lead-$(date +%s)

mvn -q -B -f "$here/java/pom.xml" dependency:copy-dependencies -DoutputDirectory="$work/java"
python3 -m venv "$work/python" && "$work/python/bin/pip" install -q -r "$here/python/requirements.txt"
mkdir -p "$work/node" && cp "$here"/node/* "$work/node" && npm install --silent --prefix "$work/node"

twice() {
  echo "== $*"
  first=$("$@" "$id") && echo "$first"
  again=$("$@" "$id") && echo "$again"
  case $first in *accepted*) ;; *) echo "It should have been accepted." >&2 && exit 1 ;; esac
  case $again in *duplicate*) ;; *) echo "It should have been known." >&2 && exit 1 ;; esac
}
twice "$here/kcat.sh"
twice java -cp "$work/java/*" "$here/java/SendLead.java"
twice "$work/python/bin/python" "$here/python/send_lead.py"
twice node "$work/node/send-lead.mjs"
echo 'All examples did as they should.'
