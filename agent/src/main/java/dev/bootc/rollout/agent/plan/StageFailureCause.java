package dev.bootc.rollout.agent.plan;

import dev.bootc.rollout.api.ForeignText;
import dev.bootc.rollout.api.NodeConditions;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Why a host could not stage an image, told by what bootc printed. bootc has no exit codes for it,
 * so this reads its error chain; the first cause that matches counts.
 */
public enum StageFailureCause {
  RATE_LIMIT(
      "(?i:too ?many ?requests|pull rate limit)|\\b429\\b",
      "the registry has had too many requests: give the pool a pullSecretRef that is allowed more, or set a mirror up in the host's registries.conf"),
  CREDENTIAL_PROGRAM(
      "docker-credential-|error getting credentials",
      "the host's auth.json names a credential program that the host does not have: put user and password into the pool's Secret instead"),
  PLAIN_HTTP(
      "server gave HTTP response to HTTPS client",
      "the registry does not speak HTTPS: let it, or name it as insecure in the host's registries.conf"),
  CERTIFICATE(
      "x509: |certificate signed by unknown authority|tls: failed to verify",
      "the host does not trust the registry's certificate: put its authority into the image, below /etc/pki/ca-trust or /etc/containers/certs.d"),
  SIGNATURE_STORE(
      "reading signatures?: .*(dial tcp|no such host|connection refused|i/o timeout|\\bEOF\\b|Client\\.Timeout|context deadline exceeded|\\b50[0-9] )",
      "the host does not reach the place where the image's signatures are kept (registries.d): check its network, DNS and that server"),
  AUTHENTICATION(
      "unauthorized|authentication required|(?<!Permission )denied: |: denied$|access to the resource is denied|invalid username/password|403 \\(?Forbidden|401 \\(?Unauthorized",
      "the registry refuses the host's credentials: check the pool's pullSecretRef"),
  NOT_FOUND(
      "manifest unknown|name unknown|404 \\(?Not Found|reading manifest .* not found|repository .* not found",
      "the registry does not have this image: check the digest and that it was pushed"),
  ARCHITECTURE(
      "Image has architecture|no image found in (image index|manifest list) for architecture",
      "the image was not built for the host's architecture: push one that was"),
  NOT_BOOTABLE(
      "does not have ostree\\.bootable label",
      "the image is no bootable image: build it from a bootc base image"),
  POLICY(
      "containers-policy\\.json|signature|Source image rejected|Running image .* is rejected by policy",
      "the host's signature policy refuses the image: sign it, or change /etc/containers/policy.json"),
  BUILT_FOR_ANOTHER_BOOTC(
      "UKI has the wrong composefs= parameter",
      "the image was sealed by another version of bootc or composefs than the host's: build it with the host's version, or update bootc first"),
  BOOT_PARTITION(
      "Checking boot entry duplicates|Computing boot digest|Multiple extra entries in /boot",
      "the host's boot partition holds rests of earlier images: take away what no entry in loader/entries names"),
  BAD_REFERENCE(
      "invalid reference format",
      "the host's bootc cannot use this name of an image: give the registry a DNS name instead of an IPv6 address"),
  BOUND_IMAGES(
      "images bound to it",
      "an image that is bound to the wanted one could not be pulled: see the journal of bootc-rollout-stage, check that it was pushed"),
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
      "Missing base image ref|Opening stream 'oci-|Opening OCI image for manifest|Corrupted|checksum mismatch|invalid checksum|fsck",
      "the host's image store is damaged: run \"ostree fsck\" on it"),
  NOT_A_HOST(
      "System not booted via bootc|Detected container|read-only block device",
      "this system cannot be updated by bootc"),
  SHUTTING_DOWN(
      "Failed to start ostree-finalize-staged\\.service",
      "the host is shutting down: it is tried again after the boot"),
  BOOT_UNREACHABLE(
      "opendir\\(boot\\): Operation not permitted",
      "the host's /boot is an automount that was taken away: give it no idle timeout"),
  SAME_CONTENT(
      "has the same fs-verity digest as the existing",
      "the host has this very content under another digest, and composefs refuses it: push an image that differs"),
  MERGE_CONFLICT(
      "Merge conflicts found in etc",
      "the host's /etc and the image's contradict each other: settle the files that are named in the journal"),
  NOT_PRIVILEGED(
      "must be executed as the root user|requires full root privileges",
      "the agent lacks privileges: run it as root and privileged, as the chart does"),
  PROGRAM_MISSING(
      "Failed to find executable|[Cc]ommand not found|executable file not found|Failed to execute",
      "the host lacks a program that bootc needs (skopeo, podman, ostree): use an image that has it"),
  TOO_SLOW(
      "did not end in time|Failed with result 'timeout'",
      "the pull takes longer than the agent allows: look at the registry's speed, or raise --staging-deadline-seconds"),
  BUSY(
      "Failed to start transient service unit|was already loaded",
      "the unit of an earlier staging is still there: it is tried again"),
  REGISTRY(
      "connection refused|i/o timeout|no such host|\\bEOF\\b|TLS handshake|connection reset|\\b50[0-9] |network is unreachable|no route to host|deadline exceeded|Client\\.Timeout|server misbehaving|broken pipe|stream error",
      NodeConditions.REGISTRY_NOT_REACHED + ": check its network, DNS and the registry"),
  OTHER("", "");

  private static final int LONGEST_MESSAGE = 1000;

  private final Pattern pattern;
  private final String mend;

  StageFailureCause(String pattern, String mend) {
    this.pattern = Pattern.compile(pattern);
    this.mend = mend;
  }

  public static StageFailureCause of(String text) {
    return List.of(values()).stream()
        .filter(cause -> cause.pattern.matcher(text).find())
        .findFirst()
        .orElse(OTHER);
  }

  /** The message of the condition: the cause's mend, then what the host printed, shortened. */
  public static String message(String printed) {
    String shortened = ForeignText.line(printed, LONGEST_MESSAGE);
    StageFailureCause cause = of(printed);
    return cause == OTHER
        ? "stage failed: " + shortened
        : "stage failed: " + cause.mend + " (" + shortened + ")";
  }
}
