#!/bin/sh
# Serves the flows of `repository` as a repository of Git: sh serve.sh [PORT]
set -e
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cp -R "$(dirname "$0")/repository" "$place/flows"
git -C "$place/flows" init --quiet --initial-branch main
git -C "$place/flows" add .
git -C "$place/flows" -c user.name=Ann -c user.email=ann@example.com commit --quiet -m "A first flow"
git daemon --listen=127.0.0.1 --port="${1:-8094}" --base-path="$place" --export-all
