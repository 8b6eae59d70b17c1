package dev.bootc.rollout.testkit.host;

import dev.bootc.rollout.testkit.host.systemd.Unit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells every listener of a host what happens to it. */
final class HostEvents implements AgentProcess.Events {
  private final String nodeName;
  private final List<HostListener> listeners = new CopyOnWriteArrayList<>();

  HostEvents(String nodeName) {
    this.nodeName = nodeName;
  }

  String nodeName() {
    return nodeName;
  }

  void listen(HostListener listener) {
    listeners.add(listener);
  }

  @Override
  public void started(long pid) {
    listeners.forEach(listener -> listener.agentStarted(nodeName, pid));
  }

  @Override
  public void died(int exitCode) {
    listeners.forEach(listener -> listener.agentDied(nodeName, exitCode));
  }

  void unitStarted(Unit unit) {
    listeners.forEach(listener -> listener.unitStarted(nodeName, unit.name(), unit.command()));
  }

  void rebootOrdered() {
    listeners.forEach(listener -> listener.rebootOrdered(nodeName));
  }

  void wentDown() {
    listeners.forEach(listener -> listener.wentDown(nodeName));
  }

  void cameUp(String bootId) {
    listeners.forEach(listener -> listener.cameUp(nodeName, bootId));
  }
}
