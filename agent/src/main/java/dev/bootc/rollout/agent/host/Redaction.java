package dev.bootc.rollout.agent.host;

import dev.bootc.rollout.api.ForeignText;
import java.util.regex.Pattern;

/**
 * What commands of the host printed, before anything keeps or shows it: without what looks like a
 * credential, and in one line of bounded length. Registries and their mirrors have a say in these
 * texts, so they are taken for hostile.
 */
final class Redaction {
  private static final int LONGEST = 1000;
  private static final int READ = 4 * LONGEST;
  private static final String GONE = "…";

  /** Before anything else, so that nothing hides behind an escape sequence. */
  private static final Pattern TERMINAL = Pattern.compile("\\x1B\\[[0-9;?]*[ -/]*[@-~]");

  /** The user of a URL is as secret as the password: tokens are given as either. */
  private static final Pattern USER_OF_URL = Pattern.compile("(?<=://)[^/\\s\"']+@");

  private static final Pattern USER_AT_HOST =
      Pattern.compile("(?<![\\w/.:-])[\\w.+-]+:[^\\s/@\"']+@(?!sha\\d+:)(?=[\\w-]+[.:])");

  /** Signed URLs, to which registries redirect, carry the signature in the query. */
  private static final Pattern QUERY_OF_URL =
      Pattern.compile("(\\w+://[^\\s\"'?#]*)[?#][^\\s\"']*");

  private static final Pattern COOKIE = Pattern.compile("(?i)(cookie2?\\s*[:=]\\s*).*");

  private static final Pattern SCHEME =
      Pattern.compile(
          "(?i)\\b(basic|bearer|digest|negotiate|ntlm)(\\s*:?\\s+)(?!realm=)[^\\s\"',;]{4,}");

  private static final Pattern OPTION =
      Pattern.compile("(?i)(--?[\\w-]*(?:password|passwd|token|secret|creds)[\\w-]*)\\s+\\S+");

  private static final Pattern JSON_WEB_TOKEN = Pattern.compile("\\beyJ[\\w-]{4,}\\.[\\w.=-]+");

  private static final String KEY =
      "(?<![\\w.-])[\\w.-]*(?:authorization|password|passwd|passphrase|secret|token|credential|signature|api-?key|access-?key|private-?key|\\bauth|\\bpwd|\\bsig)[\\w.-]*";

  /** How an error chain goes on behind a word that is also the name of a credential. */
  private static final String PROSE =
      "(?!(?:error|err|failed|get|post|head|executable|invalid|unable|cannot|could|dial|requesting|reading|fetching|x509|tls|unexpected|received|denied|unauthorized|authentication|no|not)\\b)";

  /** A value in quotes ends with them, another at the next blank. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)("
              + KEY
              + "\\\\?[\"']?\\s*(?:=>|[:=])\\s*)"
              + PROSE
              + "(?:\\\\?\"(?:[^\"\\\\]|\\\\.)*\"?|'[^']*'?|[\\[({]*(?:(?:basic|bearer|digest|negotiate|ntlm)\\s+)?[^\\s\"',;&]+)");

  private Redaction() {}

  static String of(String printed) {
    String start = printed.length() <= READ ? printed : printed.substring(0, READ);
    String line = TERMINAL.matcher(start).replaceAll("");
    String text = ForeignText.line(line, READ);
    text = USER_OF_URL.matcher(text).replaceAll(GONE + "@");
    text = USER_AT_HOST.matcher(text).replaceAll(GONE + "@");
    text = QUERY_OF_URL.matcher(text).replaceAll("$1?" + GONE);
    text = COOKIE.matcher(text).replaceAll("$1" + GONE);
    text = NAMED.matcher(text).replaceAll("$1" + GONE);
    text = SCHEME.matcher(text).replaceAll("$1$2" + GONE);
    text = OPTION.matcher(text).replaceAll("$1 " + GONE);
    text = JSON_WEB_TOKEN.matcher(text).replaceAll(GONE);
    return ForeignText.line(text, LONGEST);
  }
}
