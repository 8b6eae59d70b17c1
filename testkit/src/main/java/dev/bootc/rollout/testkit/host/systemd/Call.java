package dev.bootc.rollout.testkit.host.systemd;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One call of a command, as it crosses the socket. */
record Call(String tool, List<String> arguments, Map<String, String> environment) {

  Call {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  void send(DataOutputStream target) throws IOException {
    target.writeUTF(tool);
    target.writeInt(arguments.size());
    for (String argument : arguments) {
      target.writeUTF(argument);
    }
    target.writeInt(environment.size());
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      target.writeUTF(variable.getKey());
      target.writeUTF(variable.getValue());
    }
    target.flush();
  }

  static Call receive(DataInputStream source) throws IOException {
    String tool = source.readUTF();
    List<String> arguments = new ArrayList<>();
    for (int left = source.readInt(); left > 0; left--) {
      arguments.add(source.readUTF());
    }
    Map<String, String> environment = new LinkedHashMap<>();
    for (int left = source.readInt(); left > 0; left--) {
      environment.put(source.readUTF(), source.readUTF());
    }
    return new Call(tool, arguments, environment);
  }
}
