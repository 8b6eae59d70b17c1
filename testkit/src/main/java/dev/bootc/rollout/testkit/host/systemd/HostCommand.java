package dev.bootc.rollout.testkit.host.systemd;

/** A command that process 1 carries out; answers with the exit code. */
interface HostCommand {
  int run(Call call, Reply reply);
}
