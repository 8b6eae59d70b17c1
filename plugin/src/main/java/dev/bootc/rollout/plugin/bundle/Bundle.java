package dev.bootc.rollout.plugin.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what helps somebody who cannot look into the cluster. What cannot be read is noted. */
public final class Bundle {
  private static final String OURS = "labelSelector=app.kubernetes.io%2Fpart-of%3Dbootc-rollout";
  private static final String POOLS = "/apis/node.bootc.dev/v1alpha1/bootcnodepools";
  private static final String PODS = "/api/v1/pods?" + OURS;

  /** Files and where their content is. Secrets are not among them, and ConfigMaps neither. */
  private static final Map<String, String> LISTS = new LinkedHashMap<>();

  static {
    LISTS.put("bootcnodes.json", "/apis/node.bootc.dev/v1alpha1/bootcnodes");
    LISTS.put("bootcoperatorconfigs.json", "/apis/node.bootc.dev/v1alpha1/bootcoperatorconfigs");
    LISTS.put("deployments.json", "/apis/apps/v1/deployments?" + OURS);
    LISTS.put("daemonsets.json", "/apis/apps/v1/daemonsets?" + OURS);
  }

  private static final String VERSION = "/version";

  private final Source source;
  private final BundleFolder folder;
  private final List<String> told = new ArrayList<>();

  /** Where it is read. */
  public interface Source {
    /**
     * What lies under a path of the API server.
     *
     * @throws NotRead where it cannot be read, with the cause in a few words
     */
    String read(String path) throws NotRead;
  }

  /** Why something is not in the bundle. */
  public static final class NotRead extends Exception {
    private static final long serialVersionUID = 1L;

    public NotRead(String why) {
      super(why);
    }
  }

  private Bundle(Source source, Path folder) {
    this.source = source;
    this.folder = new BundleFolder(folder);
  }

  /**
   * Writes it into an empty folder.
   *
   * @return what was written, what could not be read, and what was left out, for people
   */
  public static List<String> write(Source source, Path folder) throws IOException {
    Bundle bundle = new Bundle(source, folder);
    bundle.writeAll();
    bundle.told.addFirst(bundle.folder.written() + " files in " + folder);
    return List.copyOf(bundle.told);
  }

  /** What there is little of comes first: one of thousands of nodes may be slow to answer. */
  private void writeAll() throws IOException {
    PodLogs logs = new PodLogs(source, folder, told);
    list("pools.json", POOLS, logs::addPool);
    list("pods.json", PODS, logs::addPod);
    for (Map.Entry<String, String> list : LISTS.entrySet()) {
      list(list.getKey(), list.getValue(), _ -> {});
    }
    new OurEvents(source, folder, told).write();
    try {
      folder.write("version.json", Redaction.text(source.read(VERSION)));
    } catch (NotRead why) {
      told.add("not read: " + VERSION + ": " + why.getMessage());
    }
    logs.write();
  }

  /** What each object of a list is shown to. */
  interface Seen {
    void see(JsonNode object);
  }

  private void list(String file, String path, Seen seen) throws IOException {
    Pages pages = new Pages(source, path);
    try (BundleFolder.Items items = folder.items(file)) {
      while (pages.hasNext()) {
        for (JsonNode object : pages.next()) {
          seen.see(object);
          items.add(Redaction.json(object));
        }
      }
    } catch (NotRead why) {
      told.add("not read: " + path + ": " + why.getMessage());
    } catch (JsonProcessingException noJson) {
      told.add("not read: " + path + ": no JSON");
    }
  }
}
