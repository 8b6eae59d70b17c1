package dev.bootc.rollout.activities.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.TokenFilter;
import com.fasterxml.jackson.core.filter.TokenFilter.Inclusion;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as it is, except that of Nodes it leaves out what nobody here looks at: images,
 * volumes and managed fields are four fifths of a real Node's 15 to 30 kB, and a Node changes
 * often.
 */
public final class LeanNodesJson extends JsonFactory {
  private static final long serialVersionUID = 1L;
  private static final Set<String> NODE_KINDS =
      Set.of("Node", "NodeList", "BootcNode", "BootcNodeList");
  private static final Set<String> LEFT_OUT_OF_STATUS =
      Set.of("images", "volumesInUse", "volumesAttached");

  private static final List<Class<? extends KubernetesResource>> WATCHED =
      List.of(
          Node.class,
          Pod.class,
          BootcNode.class,
          BootcNodePool.class,
          Lease.class,
          Secret.class,
          Status.class);

  /**
   * For the client of a cluster. Knows the kinds that are watched, or answered in place of another;
   * the library's own would look for a kind among all kinds of Kubernetes.
   */
  public static KubernetesSerialization serialization() {
    KubernetesSerialization serialization =
        new KubernetesSerialization(new ObjectMapper(new LeanNodesJson()), false);
    WATCHED.forEach(serialization::registerKubernetesResource);
    return serialization;
  }

  @Override
  public JsonParser createParser(String content) throws IOException {
    return lean(super.createParser(content));
  }

  @Override
  public JsonParser createParser(InputStream content) throws IOException {
    return lean(super.createParser(content));
  }

  @Override
  public JsonParser createParser(Reader content) throws IOException {
    return lean(super.createParser(content));
  }

  @Override
  public JsonParser createParser(byte[] content) throws IOException {
    return lean(super.createParser(content));
  }

  private static JsonParser lean(JsonParser whole) {
    return new FilteringParserDelegate(
        whole, new Part(new Document(), Place.ROOT), Inclusion.INCLUDE_ALL_AND_PATH, true);
  }

  /** What is known of a document so far; its kind stands before its metadata. */
  private static final class Document {
    private boolean ofNodes;
  }

  /** Where in a document something stands, as far as that matters. */
  private enum Place {
    /** An object, a list of them, or the event of a watch around one. */
    ROOT,
    KIND,
    METADATA,
    STATUS,
    ELSEWHERE
  }

  private static final class Part extends TokenFilter {
    private final Document document;
    private final Place place;

    Part(Document document, Place place) {
      this.document = document;
      this.place = place;
    }

    @Override
    public @Nullable TokenFilter includeProperty(String name) {
      return switch (place) {
        case ROOT -> inRoot(name);
        case METADATA -> document.ofNodes && name.equals("managedFields") ? null : elsewhere();
        case STATUS -> document.ofNodes && LEFT_OUT_OF_STATUS.contains(name) ? null : elsewhere();
        case KIND, ELSEWHERE -> TokenFilter.INCLUDE_ALL;
      };
    }

    private TokenFilter inRoot(String name) {
      return switch (name) {
        case "object", "items" -> this;
        case "kind" -> new Part(document, Place.KIND);
        case "metadata" -> new Part(document, Place.METADATA);
        case "status" -> new Part(document, Place.STATUS);
        default -> elsewhere();
      };
    }

    private static TokenFilter elsewhere() {
      return TokenFilter.INCLUDE_ALL;
    }

    @Override
    public boolean includeValue(JsonParser parser) throws IOException {
      if (place == Place.KIND) {
        document.ofNodes |= NODE_KINDS.contains(parser.getText());
      }
      return true;
    }

    @Override
    protected boolean _includeScalar() {
      return true;
    }
  }
}
