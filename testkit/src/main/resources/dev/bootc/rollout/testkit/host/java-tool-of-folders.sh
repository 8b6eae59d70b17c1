#!/bin/sh
# A fake command of a simulated host, tuned to start quickly.
exec @java@ -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xmx32m -XX:-UsePerfData \
  -Dbootc.fake.host=@host@ -cp @classpath@ dev.bootc.rollout.testkit.host.FakeHostMain @tool@ "$@"
