package dev.bootc.rollout.agent.plan;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Why a host could not stage an image, told by what bootc printed. bootc has no exit codes for it,
 * so this reads its error chain; the first cause that matches counts.
 */
public enum StageFailureCause {
  AUTHENTICATION(
      "unauthorized|authentication required|denied: |403 \\(?Forbidden|401 \\(?Unauthorized",
      "the registry refuses the host's credentials: check the pool's pullSecretRef"),
  NOT_FOUND(
      "manifest unknown|name unknown|404 \\(?Not Found|reading manifest .* not found",
      "the registry does not have this image: check the digest and that it was pushed"),
  ARCHITECTURE(
      "Image has architecture|no image found in (image index|manifest list) for architecture",
      "the image was not built for the host's architecture: push one that was"),
  NOT_BOOTABLE(
      "does not have ostree\\.bootable label",
      "the image is no bootable image: build it from a bootc base image"),
  POLICY(
      "containers-policy\\.json|signature|Source image rejected",
      "the host's signature policy refuses the image: sign it, or change /etc/containers/policy.json"),
  DISK(
      "Insufficient free space|No space left on device|min-free-space",
      "the host's disk is full: free space on /sysroot or /boot"),
  LAYERED_PACKAGES(
      "local rpm-ostree modifications",
      "rpm-ostree changed the host: run \"rpm-ostree reset\" on it"),
  SECURITY_LABELS(
      "Remounting /sysroot read-write: Permission denied|invalid_bootcinstall_testlabel_t",
      "SELinux refuses the agent: run it privileged, with the command prefix of the chart"),
  CORRUPT_STORE(
      "Missing base image ref|Corrupted|checksum mismatch",
      "the host's image store is damaged: run \"ostree fsck\" on it"),
  NOT_A_HOST(
      "System not booted via bootc|Detected container|read-only block device",
      "this system cannot be updated by bootc"),
  BUSY("Failed to start transient service unit", "the unit of an earlier staging is still there"),
  REGISTRY(
      "connection refused|i/o timeout|no such host|EOF|TLS handshake|x509|connection reset|\\b50[0-9] |too many requests|toomanyrequests|network is unreachable",
      "the host does not reach the registry: check its network, DNS and the registry"),
  OTHER("", "");

  private static final Pattern SECRET =
      Pattern.compile("(?i)(authorization|password|token|auth)([\"']?\\s*[:=]\\s*)\\S+");
  private static final int LONGEST_MESSAGE = 1000;

  private final Pattern pattern;
  private final String mend;

  StageFailureCause(String pattern, String mend) {
    this.pattern = Pattern.compile(pattern);
    this.mend = mend;
  }

  static StageFailureCause of(String text) {
    return List.of(values()).stream()
        .filter(cause -> cause.pattern.matcher(text).find())
        .findFirst()
        .orElse(OTHER);
  }

  /**
   * The message of the condition: the cause's mend, then what the host printed, shortened and
   * without anything that looks like a credential.
   */
  public static String message(String printed) {
    String text = SECRET.matcher(printed).replaceAll("$1$2…");
    String shortened =
        text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…";
    StageFailureCause cause = of(text);
    return cause == OTHER
        ? "stage failed: " + shortened
        : "stage failed: " + cause.mend + " (" + shortened + ")";
  }
}
