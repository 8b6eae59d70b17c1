#!/bin/sh
# The host's env: whatever PATH is asked for, the host's own commands come first.
bin=@bin@
left=$#
while [ $left -gt 0 ]; do
  argument=$1
  shift
  left=$((left - 1))
  case "$argument" in
    PATH=*) argument=PATH=$bin:${argument#PATH=} ;;
  esac
  set -- "$@" "$argument"
done
exec /usr/bin/env "$@"
