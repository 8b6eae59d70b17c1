package dev.bootc.rollout.testkit.host.systemd;

import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What a command prints while it is carried out. A caller that has gone no longer reads, which is
 * no error.
 */
final class Reply {
  static final byte STANDARD = 1;
  static final byte ERROR = 2;
  static final byte EXIT = 3;

  private final DataOutputStream target;
  private boolean callerIsGone;

  Reply(DataOutputStream target) {
    this.target = target;
  }

  void line(String text) {
    send(() -> {
      target.writeByte(STANDARD);
      target.writeUTF(text);
    });
  }

  void error(String text) {
    send(() -> {
      target.writeByte(ERROR);
      target.writeUTF(text);
    });
  }

  void exit(int code) {
    send(() -> {
      target.writeByte(EXIT);
      target.writeInt(code);
    });
  }

  private void send(Frame frame) {
    if (callerIsGone) {
      return;
    }
    try {
      frame.write();
      target.flush();
    } catch (IOException _) {
      callerIsGone = true;
    }
  }

  private interface Frame {
    void write() throws IOException;
  }
}
