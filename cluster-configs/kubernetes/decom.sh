#!/usr/bin/env bash
# Kubernetes runs this in an executor's container before it ends the pod, where
# spark.decommission.enabled is set: the executor gives its blocks to others and ends.
set -euo pipefail

pid=$(cat container.pid)
kill -s PWR "$pid"
# The container is killed when this script ends, so wait.
while kill -0 "$pid" 2>/dev/null; do
  sleep 0.2
done
