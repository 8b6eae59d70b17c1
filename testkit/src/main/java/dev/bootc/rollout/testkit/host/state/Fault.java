package dev.bootc.rollout.testkit.host.state;

/**
 * Something that goes wrong on a host as long as the fault is set; each says what its value means.
 */
public enum Fault {
  /** {@code bootc status} takes so many milliseconds longer. */
  STATUS_SLOW,
  /** {@code bootc status} never answers; the value does not matter. */
  STATUS_HANGS,
  /** {@code bootc status} and every other verb fail with this error chain. */
  STATUS_ERROR,
  /** {@code bootc status} prints only the first so many characters. */
  STATUS_TRUNCATED,
  /** Manifests cannot be fetched; the value is a {@link RegistryFault} by name. */
  REGISTRY,
  /**
   * The registry gives manifests only to a host whose credentials have an {@code auth} with this
   * SHA-256 in hexadecimal digits; the credentials themselves would be readable for all here.
   */
  CREDENTIALS_WANTED,
  /** The signature policy refuses every image; the value does not matter. */
  POLICY_REFUSES,
  /**
   * There is no room for new layers. bootc notices that before it fetches any, or, where the value
   * is {@link #LATE}, in the middle of the first.
   */
  DISK_FULL,
  /**
   * {@code bootc switch} fails with this error chain after the image was staged, as bootc up to
   * 1.16 does where a logically bound image cannot be pulled.
   */
  FAILS_AFTER_STAGING,
  /** {@code bootc switch} ends with 0 and has staged nothing; the value does not matter. */
  CLAIMS_SUCCESS,
  /** {@code bootc switch} stops at this {@link SwitchStep} until the fault is taken away. */
  HOLD_AT,
  /** The next shutdown cannot apply the staged deployment, for this reason. */
  FINALIZE_FAILS,
  /** The new image boots, fails its health check and the host goes back to the one before. */
  ROLLS_BACK_AFTER_BOOT,
  /** The deployment before the booted one is lost at the next boot; the value does not matter. */
  EARLY_PRUNE,
  /** {@code systemctl reboot} answers 0 and nothing happens; the value does not matter. */
  REBOOT_IGNORED,
  /** systemd is older than soft reboots are; the value does not matter. */
  NO_SOFT_REBOOT,
  /** The host goes down and does not come back until the fault is taken away. */
  STAYS_DOWN,
  /** {@code nsenter} is too old for {@code --env}; the value does not matter. */
  NSENTER_WITHOUT_ENV,
  /** {@code systemd-run --pipe} is refused, as SELinux does; the value does not matter. */
  PIPE_REFUSED;

  /** Value of {@link #DISK_FULL}. */
  public static final String LATE = "late";
}
