#!/bin/sh
# Comments on the changed lines of a merge request or pull request, and ends with the exit code of citefirst.
# usage: reviewdog.sh BASE REPORTER, for example: reviewdog.sh "$CI_MERGE_REQUEST_DIFF_BASE_SHA" gitlab-mr-discussion
set -eu

status=0
citefirst check --format text --output rdjson=citefirst.rdjson --since "$1" || status=$?
# Beyond 1 there is no report, or not of all that was asked.
if [ "$status" -gt 1 ]; then
    exit "$status"
fi
reviewdog -f=rdjson -name=citefirst -reporter="$2" -fail-level=none <citefirst.rdjson
exit "$status"
