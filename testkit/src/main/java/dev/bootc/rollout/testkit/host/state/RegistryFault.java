package dev.bootc.rollout.testkit.host.state;

/** How a registry can fail, with the words in which bootc passes it on. */
public enum RegistryFault {
  REFUSED("fetching manifest: dial tcp 127.0.0.1:443: connect: connection refused"),
  UNAUTHORIZED("reading manifest: unauthorized: authentication required"),
  BROKEN_OFF("GetFullConfig: Get \"https://registry.example.com/v2/\": EOF"),
  NOT_FOUND("reading manifest: manifest unknown");

  private final String words;

  RegistryFault(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }
}
