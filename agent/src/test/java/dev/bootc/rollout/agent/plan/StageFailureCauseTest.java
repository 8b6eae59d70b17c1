package dev.bootc.rollout.agent.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StageFailureCauseTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "AUTHENTICATION|error: Switching: Fetching manifest: failed to invoke method OpenImage: reading manifest: unauthorized: authentication required",
        "NOT_FOUND|error: Switching: Fetching manifest: reading manifest sha256:b2 in registry.example.com/os/node: manifest unknown",
        "ARCHITECTURE|error: Switching: Fetching manifest: Image has architecture arm64; expected amd64",
        "NOT_BOOTABLE|error: Switching: Fetching manifest: Target image does not have ostree.bootable label",
        "POLICY|error: Fetching manifest: containers-policy.json specifies a default of `insecureAcceptAnything`; refusing usage",
        "DISK|error: Switching: Insufficient free space for registry.example.com/os/node (available: 1.2 GB required: 3.4 GB)",
        "DISK|error: Importing: min-free-space-percent '3%' would be exceeded, at least 1 GB requested",
        "LAYERED_PACKAGES|error: Upgrading: Deployment contains local rpm-ostree modifications; cannot upgrade via bootc.",
        "SECURITY_LABELS|error: Status: Initializing storage: Acquiring sysroot: Remounting /sysroot read-write: Permission denied",
        "CORRUPT_STORE|error: Status: Reading deployment metadata: Missing base image ref ostree/container/blob/sha256_3A_",
        "NOT_A_HOST|error: Switching: Initializing storage: System not booted via bootc",
        "REGISTRY|error: Fetching manifest: dial tcp 10.0.0.1:443: connect: connection refused",
        "AUTHENTICATION|error: reading manifest: requested access to the resource is denied",
        "SHUTTING_DOWN|error: Switching: Staging: Failed to start ostree-finalize-staged.service: Transaction is destructive",
        "BOOT_UNREACHABLE|error: Initializing storage: opendir(boot): Operation not permitted",
        "SAME_CONTENT|error: Switching: Target image has the same fs-verity digest as the existing Some(Booted) deployment.",
        "MERGE_CONFLICT|error: Switching: Merge conflicts found in etc",
        "NOT_PRIVILEGED|error: Status: Preparing for write: Querying root privilege: This command must be executed as the root user",
        "NOT_PRIVILEGED|error: Preparing for write: This command requires full root privileges (CAP_SYS_ADMIN)",
        "PROGRAM_MISSING|Failed to find executable bootc: No such file or directory",
        "BOUND_IMAGES|staged, but images bound to it may be missing; error: Switching: Pulling bound images: EOF",
        "TOO_SLOW|staging did not end in time and was stopped",
        "BUSY|Failed to start transient service unit: Unit bootc-rollout-stage.service was already loaded or has a fragment file.",
        "DISK|error: Status: Initializing storage: Acquiring Sysroot: No space left on device",
        "CORRUPT_STORE|error: Importing: Corrupted file object; checksum mismatch",
        "SECURITY_LABELS|error: Status: Acquiring sysroot: Remounting /sysroot read-write: Permission denied: again",
        "REGISTRY|error: Fetching manifest: received unexpected HTTP status: 503 Service Unavailable",
        "REGISTRY|error: Fetching manifest: context deadline exceeded",
        "OTHER|error: the word EOFFICE is none of ours",
        "REGISTRY|error: GetFullConfig: Get https://registry.example.com/v2/: EOF",
        "OTHER|something that nobody has seen yet",
        "RATE_LIMIT|error: Switching: Fetching manifest: failed to invoke method OpenImage: reading manifest in registry.example.com/os/node: toomanyrequests: You have reached your unauthenticated pull rate limit",
        "RATE_LIMIT|error: Switching: Fetching manifest: failed to invoke method OpenImage: received unexpected HTTP status: 429 Too Many Requests",
        "AUTHENTICATION|error: Switching: Fetching manifest: failed to invoke method OpenImage: reading manifest sha256:b2 in registry.example.com/os/node: denied",
        "PLAIN_HTTP|error: Switching: Fetching manifest: pinging container registry registry.example.com:5000: Get 'https://registry.example.com:5000/v2/': http: server gave HTTP response to HTTPS client",
        "CERTIFICATE|error: Switching: Fetching manifest: Get 'https://registry.example.com/v2/': tls: failed to verify certificate: x509: certificate signed by unknown authority",
        "SIGNATURE_STORE|error: Switching: Fetching manifest: reading signatures: Get 'https://registry.example.com/sigstore/os/node@sha256=b2/signature-1': dial tcp: lookup registry.example.com: no such host",
        "CREDENTIAL_PROGRAM|error: Switching: Fetching manifest: getting username and password: error getting credentials - err: exec: 'docker-credential-ecr-login': executable file not found in $PATH, out: ''",
        "BUILT_FOR_ANOTHER_BOOTC|error: Switching: Composefs Switching: Performing Upgrade Operation: Setting up UKI boot: Writing 6.12.0.efi to ESP: The UKI has the wrong composefs= parameter (is 'sha512:d4', should be sha512:e5)",
        "BOOT_PARTITION|error: Switching: Composefs Switching: Performing Upgrade Operation: Setting up BLS boot: Checking boot entry duplicates: Computing boot digest for Type1 entries: Opening vmlinuz: No such file or directory (os error 2)",
        "CORRUPT_STORE|error: Switching: Getting composefs deployment status: Opening OCI image for manifest sha256:b2: Opening stream 'oci-manifest-sha256:b2': No such file or directory (os error 2)",
        "BAD_REFERENCE|error: Switching: invalid reference format",
      })
  void shouldFindTheCauseWhenBootcPrintsIt(StageFailureCause expected, String printed) {
    // Given what was printed

    // When
    StageFailureCause cause = StageFailureCause.of(printed);

    // Then
    assertThat(cause).isEqualTo(expected);
    assertThat(StageFailureCause.message(printed)).startsWith("stage failed: ").contains(printed);
  }

  @Test
  void shouldShortenTheMessageWhenMuchWasPrinted() {
    // Given
    String printed = "x".repeat(50_000);

    // When
    String message = StageFailureCause.message(printed);

    // Then
    assertThat(message).hasSizeLessThan(1_100);
  }
}
