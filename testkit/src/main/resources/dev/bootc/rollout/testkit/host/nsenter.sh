#!/bin/sh
# Enters the host: its bin stands for the folders where a real host has these commands.
bin=@bin@
while [ $# -gt 0 ]; do
  case "$1" in
    --) shift; break ;;
    -e|--env)
      if grep -q NSENTER_WITHOUT_ENV @settings@; then
        echo "nsenter: unrecognized option '$1'" >&2
        exit 1
      fi
      shift ;;
    -t|--target|-S|--setuid|-G|--setgid) shift 2 ;;
    -*) shift ;;
    *) break ;;
  esac
done
PATH=$bin:$PATH
export PATH
case "$1" in
  /usr/bin/*|/usr/sbin/*|/bin/*|/sbin/*)
    if [ -x "$bin/${1##*/}" ]; then
      command=$bin/${1##*/}
      shift
      set -- "$command" "$@"
    fi ;;
esac
exec "$@"
